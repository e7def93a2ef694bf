"""Stocks of names and places that people are put together from."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Family:
    """First and last names that commonly go together."""

    women: tuple[str, ...]
    men: tuple[str, ...]
    lasts: tuple[str, ...]


def _family(women: str, men: str, lasts: str) -> Family:
    return Family(tuple(women.split()), tuple(men.split()), tuple(lasts.replace("_", " ").split("|")))


FAMILIES: tuple[Family, ...] = (
    _family("Abigail Claire Dorothy Elise Grace Hannah Judith Kendra Lorna Paige Ruth Tessa Wendy Margaret Susan",
            "Alden Bradley Curtis Dennis Everett Graham Howard Nathan Russell Trevor Wesley Robert Peter Alan",
            "Alderbrook|Barlow|Cutler|Dunmore|Eastman|Fairbanks|Gale|Hathaway|Ives|Kimball|Lathrop|Merrow|Nickerson|"
            "Osgood|Peabody|Quimby|Rowley|Sturgis|Thayer|Upham|Whitcomb|York|Winslow|Tarbell|Snow"),
    _family("Aoife Bridget Ciara Deirdre Eileen Fiona Maeve Nora Orla Roisin Siobhan Maureen Kathleen",
            "Brendan Cormac Declan Eamon Finbar Kieran Liam Niall Padraig Ronan Sean Tadhg Kevin",
            "O'Brien|O'Driscoll|McGarrity|Mac_Neil|Flaherty|Tierney|Cullinane|Dineen|Hanrahan|Kilroy|Lonergan|Mulcahy|"
            "O'Shaughnessy|Rafferty|Sweeney|Twomey|McElroy|St._Clair"),
    _family("Ana Beatriz Catarina Fernanda Inês Joana Luciana Márcia Patrícia Renata Sônia Teresa Vânia",
            "André Bruno Caetano Duarte Fábio Gonçalo Hélder João Luís Miguel Nuno Paulo Rui Vítor",
            "Araújo|Barros|Câmara|da_Silva|de_Oliveira|dos_Santos|Furtado|Gonçalves|Leitão|Medeiros|Moniz|Pacheco|"
            "Simões|Teixeira|Vasconcelos|Amaral|Souza"),
    _family("Djenane Fabiola Ghislaine Islande Junie Lovelie Marjorie Nadège Rose-Laure Widline Yolande",
            "Djimy Emmanuel Fritz Guerdy Jean-Robert Kesner Lucson Makenson Roodly Stanley Wilner Evens",
            "Beauvoir|Cadet|Désir|Étienne|Fleurimond|Jean-Baptiste|Jean-Louis|Laguerre|Metellus|Noël|Pierre-Louis|"
            "Saint-Fleur|Toussaint|Victor|Charles|Dorvil"),
    _family("Bích Diễm Hạnh Hồng Lan Linh Mai Ngọc Phương Thảo Trang Yến",
            "An Bảo Dũng Hải Hùng Khôi Long Minh Quang Sơn Tuấn Vinh",
            "Nguyễn|Trần|Lê|Phạm|Huỳnh|Võ|Đặng|Bùi|Đỗ|Ngô|Dương|Lý"),
    _family("Alejandra Camila Daniela Esperanza Graciela Itzel Lourdes Marisol Noemí Pilar Rocío Xiomara",
            "Agustín Benicio Ezequiel Gerardo Héctor Ismael Joaquín Leandro Orlando Ramón Tomás Wilfredo",
            "Acevedo|Bermúdez|Colón|De_la_Cruz|Echevarría|Figueroa|Ibáñez|Maldonado|Núñez|Ortega_Ruiz|Peña|Quiñones|"
            "Rosario|Vélez|Zayas"),
    _family("Asha Divya Gauri Kavya Meera Nandini Priya Rekha Sunita Zara Farah Leila Noor Samira",
            "Arjun Deepak Harish Imran Karan Manoj Nikhil Rohan Vikram Omar Tariq Yusuf Karim",
            "Banerjee|Chaudhry|Desai|Haddad|Iyer|Khoury|Mahmoud|Nair|Patel|Qureshi|Rao|Siddiqui|Trivedi|Najjar|Aziz"),
    _family("Agnieszka Bożena Ewa Halina Irena Jadwiga Katarzyna Małgorzata Zofia Anneke Ingrid Solveig",
            "Bartosz Czesław Grzegorz Jerzy Krzysztof Łukasz Piotr Stanisław Zbigniew Anders Bjørn Lars",
            "Wójcik|Kowalczyk|Szymański|Dąbrowska|Jabłoński|Wiśniewski|Lindqvist|Sørensen|Van_der_Meer|Haugen|Åkesson"),
    _family("Chantal Danielle Giselle Lucie Monique Noëlle Renée Solange Véronique Yvette Thérèse",
            "Armand Donat Gaston Gilles Hervé Léo Marcel Normand Réal Roland Yvon Lucien",
            "Beauchemin|Charbonneau|Desrosiers|Gagné|L'Heureux|LaFleur|Levasseur|Ouellette|Pelletier|Robidoux|"
            "St-Onge|Thibodeau|Desmarais"),
    _family("Akua Chioma Efua Ifeoma Makena Ngozi Tamika Keisha Latoya Ayana Wanjiru Hawa",
            "Chidi Emeka Kofi Kwame Obinna Sekou Tunde Darnell Jamal Malik Terrence Tyrell",
            "Achebe|Boateng|Diallo|Eze|Kamau|Mensah|Ndiaye|Okafor|Owusu|Washington|Freeman|Gaines|Broadnax|Booker"),
    _family("Mei-Ling Xiu Yan Hye-jin Sora Yuna Akiko Haruka Naomi Sokha Chanthou Bopha",
            "Wei Jun Hao Min-jun Dong-hyun Kenji Takumi Sopheap Vuthy Rithy Dara Bo",
            "Chen|Liang|Huang|Zhao|Kim|Yoon|Hwang|Nakamura|Fujita|Chhim|Keo|Prum|Ouk|Sok|Yang|Xiong"),
)  # fmt: skip

NICKNAMES = {
    "Margaret": "Peggy", "Kathleen": "Kathy", "Robert": "Bob", "Susan": "Sue", "Abigail": "Abby", "Nathan": "Nate",
    "Bradley": "Brad", "Dorothy": "Dot", "Judith": "Judy", "Peter": "Pete", "Teresa": "Terri", "Emmanuel": "Manny",
    "Stanley": "Stan", "Gerardo": "Gerry", "Katarzyna": "Kasia", "Miguel": "Mike", "Maureen": "Mo", "Russell": "Russ",
    "Wesley": "Wes", "Alejandra": "Alex", "Daniela": "Dani", "Patrícia": "Pat", "Terrence": "Terry", "Kevin": "Kev",
}  # fmt: skip

STREETS = (
    "Alewife Lane", "Beacon Hill Road", "Birchmont Street", "Chandler Avenue", "Cranberry Way", "Dartmoor Road",
    "Elmhurst Terrace", "Fellsway", "Granite Street, Apt 3", "Harbor View Drive", "Ipswich Circle", "Juniper Street",
    "Kettle Pond Road", "Lowland Street #2B", "Mill Pond Lane", "North Quarry Road", "Old Tannery Road", "Pleasant Court",
    "Quarter Deck Road", "Ridgewood Avenue", "Salt Marsh Way", "Tower Hill Street, Unit 12", "Union Park",
    "Vinegar Hill Road", "West Orchard Street",
)  # fmt: skip

#: City, state, ZIP, weight: mostly here, some who moved away.
CITIES = (
    ("Marlborough", "MA", "01752", 6), ("Worcester", "MA", "01604", 10), ("Springfield", "MA", "01109", 8),
    ("Lowell", "MA", "01851", 7), ("New Bedford", "MA", "02740", 6), ("Brockton", "MA", "02301", 6),
    ("Fall River", "MA", "02720", 6), ("Quincy", "MA", "02169", 6), ("Pittsfield", "MA", "01201", 4),
    ("Barnstable", "MA", "02630", 4), ("Gloucester", "MA", "01930", 4), ("Haverhill", "MA", "01832", 4),
    ("Dorchester", "MA", "02124", 8), ("Framingham", "MA", "01702", 6), ("Northampton", "MA", "01060", 3),
    ("Nashua", "NH", "03060", 3), ("Providence", "RI", "02906", 2), ("Biddeford", "ME", "04005", 2),
    ("Tucson", "AZ", "85701", 1), ("Tacoma", "WA", "98402", 1), ("Savannah", "GA", "31401", 1), ("Boise", "ID", "83702", 1),
)  # fmt: skip
