"""A small invented set of labelled submissions, and what a machine might say of them."""

from typing import Any

from processing.evaluation import report
from processing.evaluation.papers import read_truth

Line = dict[str, Any]


def judge(truth: list[Line], lines: list[Line]) -> report.Report:
    """Hold lines against labels, both as they stand in files."""
    return report.judge(read_truth(truth), lines)


def document(kind: str, attachment: str | None, pages: list[int], **more: Any) -> Line:
    fields = more.pop("fields", {})
    return {
        "kind": kind, "attachment": attachment, "pages": pages, "fields": fields, "record": None,
        "match_expectation": "none", "quality": "scan", "handwritten": False, "rule_findings": [],
        "rule_findings_optional": [], "record_alternates": [], "continues_in": [], **more,
    }  # fmt: skip


def submission(identity: str, file: str, channel: str, *documents: Line, **more: Any) -> Line:
    return {
        "id": identity, "file": file, "channel": channel, "received_at": "2026-09-01T09:00:00-04:00",
        "documents": list(documents), "duplicate_of": None, "noise_attachments": [], "ignorable_pages": [],
        "body_role": "cover", **more,
    }  # fmt: skip


def said(source: str, attachment: str | None, pages: list[int], kind: str | None, **more: Any) -> Line:
    fields = {
        name: {"value": value, "confidence": sure, "page": 0, "box": [1, 2, 3, 4], "reader": "x"}
        for name, (value, sure) in more.pop("fields", {}).items()
    }
    return {
        "source": source, "attachment": attachment, "pages": pages, "kind": kind, "kind_confidence": 0.97,
        "needs_manual_triage": False, "fields": fields, "match": {"status": "none"}, "findings": [],
        "duplicate_of": None, "case": None, "problem": None, **more,
    }  # fmt: skip


CARD = {
    "holder_name": "Lía Núñez-Ortega", "provider": "other", "course": "BLS", "issued_on": "2025-03",
    "expires_on": "2027-03-31", "certificate_id": None, "instructor_name": None,
    "training_center": "Heron Rescue, Inc.", "format_online_only": False,
}  # fmt: skip
FORM = {
    "applicant_name": "Orla Anne Fennimore", "certification_number": "E0901234", "level": "EMT",
    "date_of_birth": "1991-04-17", "ssn_last4": "4821", "requesting_agency": "Maine Emergency Services",
    "return_address": "45 Commerce Drive, Augusta, ME 04333", "return_fax": None,
    "return_email": "ems@maine.example.org", "signature_present": True, "signed_on": None,
}  # fmt: skip
DECREE = {
    "evidence_type": "divorce_decree", "former_name": "Orla Pell", "new_name": "Orla Fennimore",
    "issued_on": "2026-01-05", "expires_on": None, "date_of_birth": None,
}  # fmt: skip

TRUTH: list[Line] = [
    submission(
        "S1",
        "email/a.eml",
        "email",
        document(
            "verification_request",
            "form.pdf",
            [0, 1],
            fields=FORM,
            record="E0901234",
            quality="clean",
            match_expectation="certain",
            rule_findings=["wrong_level"],
        ),
        document(
            "cpr_card",
            "card.jpg",
            [0],
            fields=CARD,
            record="E0901234",
            match_expectation="certain",
            quality="photo",
            handwritten=True,
            continues_in=[{"attachment": "back.jpg", "pages": [0]}],
            rule_findings=["unrecognized_provider"],
        ),
        noise_attachments=["logo.png"],
    ),
    submission(
        "S2",
        "fax/b.eml",
        "fax",
        document(
            "name_change_evidence",
            "fax.tif",
            [1],
            fields=DECREE,
            quality="fax_fine",
            record="E0901234",
            match_expectation="review",
            rule_findings_optional=["name_mismatch"],
        ),
        document("cpr_card", "fax.tif", [2], fields=CARD, quality="fax_fine"),
        ignorable_pages=[{"attachment": "fax.tif", "page": 0, "what": "cover_sheet"}],
    ),
    submission(
        "S3",
        "scan/c.pdf",
        "scan",
        document("other", None, [1, 2], quality="fax_standard", record="P0000777"),
        ignorable_pages=[{"attachment": None, "page": 0, "what": "separator"}],
    ),
    submission("S4", "scan/c.pdf", "scan", document("cpr_card", None, [4], fields=CARD)),
    submission(
        "S5", "email/d.eml", "email", document("other", None, [0]), body_role="document", duplicate_of="S1"
    ),
    submission("S6", "email/e.eml", "email", document("cpr_card", "x.pdf", [0], fields=CARD)),
]

SAID: list[Line] = [
    said(
        "email/a.eml",
        "form.pdf",
        [0, 1],
        "verification_request",
        match={"status": "matched", "certification_number": "E901234"},
        findings=["wrong_level", "illegible"],
        fields={
            "applicant_name": ("Fennimore, Orla A.", 0.99),
            "certification_number": ("0901234", 0.99),
            "level": ("AEMT", 0.95),
            "date_of_birth": ("1991-04-17", 0.9),
            "ssn_last4": ("***-**-4821", 0.8),
            "requesting_agency": ("State of Maine Emergency Services", 0.7),
            "return_address": ("Suite 2, 45 Commerce Dr., Augusta ME 04333", 0.6),
            "return_fax": ("207-555-0123", 0.93),
            "signature_present": (False, 0.95),
        },
    ),
    said(
        "email/a.eml",
        "Card.JPG",
        [0],
        "cpr_card",
        findings=["expired"],
        match={"status": "matched", "certification_number": "P0901234"},
        fields={
            "holder_name": ("LIA NUNEZ ORTEGA", 0.92),
            "provider": ("other", 0.9),
            "course": ("BLS", 0.95),
            "issued_on": ("2025-03-14", 0.95),
            "expires_on": ("2027-03", 0.95),
            "format_online_only": (False, 0.5),
        },
    ),
    said(
        "email/a.eml",
        "back.jpg",
        [0],
        "other",
        findings=["unrecognized_provider"],
        fields={"training_center": ("heron rescue", 0.85)},
    ),
    said("email/a.eml", "logo.png", [0], "other"),
    said("email/a.eml", None, [0], "other"),
    said(
        "fax/b.eml",
        "fax.tif",
        [0, 1],
        "name_change_evidence",
        findings=["name_mismatch"],
        match={"status": "ambiguous", "certification_number": "E0901234"},
        fields={
            "evidence_type": ("divorce_decree", 0.99),
            "former_name": ("Orla Pell Jr.", 0.95),
            "new_name": ("Orla Fennimore", 0.99),
        },
    ),
    said("fax/b.eml", "fax.tif", [2], "other", fields={"applicant_name": ("Lia Nunez", 0.9)}),
    said(
        "scan/c.pdf",
        "c.pdf",
        [1],
        "other",
        duplicate_of="email/a.eml",
        match={"status": "matched", "certification_number": "P0000778"},
    ),
    said(
        "scan/c.pdf",
        None,
        [2, 4],
        "cpr_card",
        needs_manual_triage=True,
        kind_confidence=0.4,
        fields={"holder_name": ("Lia Nunez Ortega Jr.", 0.4)},
    ),
    said("scan/c.pdf", None, [3], "cpr_card"),
    said(
        "email/d.eml", None, [0], "verification_request", needs_manual_triage=True, duplicate_of="email/a.eml"
    ),
    said("email/e.eml", "x.pdf", [], None, needs_manual_triage=True, kind_confidence=0.0),
]
