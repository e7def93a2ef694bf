"""States, territories and provinces by their names, each with the letters that the post gives it."""

#: The states of the US, the district, and the two territories that write of themselves as of states.
STATES = {
    "alabama": "AL", "alaska": "AK", "arizona": "AZ", "arkansas": "AR", "california": "CA", "colorado": "CO",
    "connecticut": "CT", "delaware": "DE", "district of columbia": "DC", "florida": "FL", "georgia": "GA",
    "hawaii": "HI", "idaho": "ID", "illinois": "IL", "indiana": "IN", "iowa": "IA", "kansas": "KS",
    "kentucky": "KY", "louisiana": "LA", "maine": "ME", "maryland": "MD", "massachusetts": "MA",
    "michigan": "MI", "minnesota": "MN", "mississippi": "MS", "missouri": "MO", "montana": "MT",
    "nebraska": "NE", "nevada": "NV", "new hampshire": "NH", "new jersey": "NJ", "new mexico": "NM",
    "new york": "NY", "north carolina": "NC", "north dakota": "ND", "ohio": "OH", "oklahoma": "OK",
    "oregon": "OR", "pennsylvania": "PA", "rhode island": "RI", "south carolina": "SC",
    "south dakota": "SD", "tennessee": "TN", "texas": "TX", "utah": "UT", "vermont": "VT", "virginia": "VA",
    "washington": "WA", "west virginia": "WV", "wisconsin": "WI", "wyoming": "WY", "puerto rico": "PR",
    "guam": "GU",
}  # fmt: skip

#: Its other territories, whose letters are words and titles elsewhere.
TERRITORIES = {"american samoa": "AS", "northern mariana islands": "MP", "virgin islands": "VI"}
#: How a ZIP code begins behind letters that count before no other: those of such territories, and of the armed services'
#: post offices.
ZIPS_OF_LETTERS = {"AS": "967", "MP": "969", "VI": "008", "AA": "340", "AE": "09", "AP": "96"}
#: Letters with points behind them, as they were written before the post's own, a stroke for the last one's among them.
POINTED_STATE = r"(?:N\.\s?[CDHJMY]|S\.\s?[CD]|R\.\s?[I1l]|W\.\s?V[Aa]|D\.\s?C|P\.\s?R|V\.\s?[I1l])(?=\.)"

#: Canada's provinces and territories; a code counts only before a postal code.
PROVINCES = {
    "alberta": "AB", "british columbia": "BC", "manitoba": "MB", "new brunswick": "NB", "newfoundland and labrador": "NL",
    "northwest territories": "NT", "nova scotia": "NS", "nunavut": "NU", "ontario": "ON", "prince edward island": "PE",
    "quebec": "QC", "québec": "QC", "saskatchewan": "SK", "yukon": "YT",
}  # fmt: skip

#: The states whose ZIP codes begin with each digit (USPS; Texas has 885 too, and New York's islands begin with 0).
STATES_OF_DIGIT = {
    digit: frozenset(codes.split())
    for digit, codes in {
        "0": "AE CT MA ME NH NJ NY PR RI VT VI", "1": "DE NY PA", "2": "DC MD NC SC VA WV", "3": "AA AL FL GA MS TN",
        "4": "IN KY MI OH", "5": "DC IA MN MT ND SD WI", "6": "IL KS MO NE", "7": "AR LA OK TX",
        "8": "AZ CO ID NM NV TX UT WY", "9": "AK AP AS CA GU HI MP OR WA",
    }.items()
}  # fmt: skip
