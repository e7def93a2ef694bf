"""Sheets that are no documents: fax covers, batch separators, notes."""

#: Names of the fax covers' Typst files; those after the bar are drawn only by `--layouts test`.
COVERS = ("cover_word", "cover_form", "cover_plain", "cover_hand", "cover_station")
HELD_OUT_COVERS = ("cover_banner", "cover_memo")
SEPARATORS = ("separator_barcode", "separator_patch", "separator_grey")
