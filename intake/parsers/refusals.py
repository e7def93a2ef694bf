"""The words for files that cannot be shown: what they are, and what to ask the sender for."""

EMPTY_FILE = "The file is empty. Ask the sender to send it again."
EFAX_FILE = (
    "The fax came as eFax's own kind of file (EFX), which only its program opens. "
    "Have the service set to attach faxes as PDF or TIFF."
)
UNKNOWN_FILE = (
    "Nothing here reads this kind of file. Ask the sender for a PDF, or for a picture as JPEG or PNG."
)
BROKEN_FILE = "The file could not be opened; it is damaged or unusual. Ask the sender for a PDF."
LINK_ONLY = (
    "The fax service sent no fax with this message, perhaps only a link. "
    "Open the service's own inbox, and have it set to attach faxes as PDF or TIFF."
)
CUT_OFF_TNEF = (
    "The attachment winmail.dat is cut off; files in it may be missing. "
    "Ask the sender to attach the papers as PDF."
)
PIECE_OF_MESSAGE = (
    "This is one piece of a message that was sent in several; the rest is not here. "
    "Ask the sender to send the papers in one message."
)
EMPTY_ARCHIVE = "The zip file holds no files. Ask the sender to attach the papers themselves."
LOCKED_OFFICE = "The file asks for a password. Ask the sender for a PDF without a password."
OTHER_OFFICE = "This is an Office file that is not opened here. Ask the sender for a PDF."
#: The label of a part that only points to its content (RFC 2046 section 5.2.3).
POINTER = "message/external-body"
#: Kinds people send that cannot be shown here, and what to ask for.
UNSUPPORTED: dict[str, str] = {
    "application/msword": "This is an old Word file. Ask the sender for a PDF.",
    "application/rtf": "This is a Rich Text file. Ask the sender for a PDF.",
    "application/vnd.ms-excel": "This is a spreadsheet. Ask the sender for a PDF.",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "This is a spreadsheet. Ask the "
    "sender for a PDF.",
    "application/x-ole-storage": "This is an old Office file. Ask the sender for a PDF.",
    "application/postscript": "This is a PostScript file. Ask the sender for a PDF.",
    "application/x-dosexec": "This is a program and was not opened. Treat the message with suspicion.",
    "application/x-executable": "This is a program and was not opened. Treat the message with suspicion.",
    "application/gzip": "This is a packed file of a kind that is not opened. Ask the sender for a PDF.",
    "application/x-7z-compressed": "This is a packed file (7z). Ask the sender to attach the papers as PDF.",
    "application/vnd.rar": "This is a packed file (RAR). Ask the sender to attach the papers as PDF.",
    "image/x-icon": "This is an icon file.",
    "application/mac-binhex40": "This is a BinHex file of an old Macintosh. Ask the sender for a PDF.",
    POINTER: "The message only points to a file that is kept elsewhere; links are not "
    "opened. Ask the sender to attach the file.",
    "video/mp4": "This is a video. Ask the sender for a photo or a PDF.",
}
