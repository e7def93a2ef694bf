"""What CPR and ACLS cards and certificates say: course, body, holder, teachers, dates, numbers."""
