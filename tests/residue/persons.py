"""The persons of the residue test.  Everything of the prospect contains one word that nobody else bears."""

import io
import random
from dataclasses import dataclass

from PIL import Image


@dataclass(frozen=True)
class Person:
    """A made-up person, recognised in a text by ``root``."""

    root: str
    first: str
    last: str
    email: str
    phone: str
    seed: int = 0
    company: bool = False

    @property
    def name(self):
        return f"{self.first} {self.last}".strip()

    @property
    def digits(self):
        """The last eight digits of the telephone, as they appear in any way of writing it."""
        return "".join(c for c in self.phone if c.isdigit())[-8:]

    def word(self, door):
        """Return a word left at one door, so that a trace tells where it came from."""
        return f"{self.root}{door}"

    def picture(self):
        """Return a picture of the person as PNG: big blocks, so that resized copies look alike."""
        blocks = random.Random(self.seed)
        image = Image.new("RGB", (12, 12))
        image.putdata([(blocks.randrange(256),) * 3 for _ in range(144)])
        stream = io.BytesIO()
        image.resize((1500, 1500), Image.Resampling.NEAREST).save(stream, "PNG")
        return stream.getvalue()


PROSPECT = Person(
    "zqxpros", "Zqxprosine", "Zqxprosvald", "zqxpros.vald@zqxpros.example", "+377 98 71 42 36", 1
)
# the address contains the prospect's: an erasure by substring would spoil it
BYSTANDER = Person(
    "vbystan",
    "Vbystanne",
    "Vbystanley",
    "vbystan-zqxpros.vald@zqxpros.example.vbystan",
    "+377 98 71 42 37",
    2,
)
CLIENT = Person(
    "wclient", "Wclientine", "Wclientoni", "wclient@wclient.example", "+377 93 15 84 20", 3
)
LONE_LEAD = Person(
    "xlonely", "Xlonelyane", "Xlonelyard", "xlonely@xlonely.example", "+377 97 70 12 93", 4
)
READER = Person(
    "yreader", "Yreaderine", "Yreadergo", "yreader@yreader.example", "+377 97 77 31 58", 5
)

# A company that is a prospect, and its three contacts.  Two of all the persons below are homonyms,
# told apart by what only one of them bears.
FIRM = Person("kfirmaa", "Kfirmaa", "", "info@kfirmaa.example", "+377 93 50 61 01", 6, True)
FIRST = Person("kfirsta", "Homonyme", "Dubouquet", "kfirsta@kfirsta.example", "+377 93 50 61 02", 7)
SECOND = Person(
    "ksecond", "Ksecondine", "Ksecondard", "ksecond@ksecond.example", "+377 93 50 61 03", 8
)
THIRD = Person(
    "kthirda", "Kthirdane", "Kthirdard", "kthirda@kthirda.example", "+377 93 50 61 04", 9
)
HOMONYM = Person(
    "khomony", "Homonyme", "Dubouquet", "khomony@khomony.example", "+377 93 50 61 05", 10
)
# A client, and a contact of theirs who never was more than a prospect.
BUYER = Person("kbuyera", "Kbuyera", "", "info@kbuyera.example", "+377 93 50 61 06", 11, True)
CLERK = Person(
    "kclerka", "Kclerkine", "Kclerkard", "kclerka@kclerka.example", "+377 93 50 61 07", 12
)
# One address contains the other.
ANNE = Person("kannexx", "Kannexxine", "Kannexxard", "anne@x.mc", "+377 93 50 61 08", 13)
JOANNE = Person("kjoanne", "Kjoannine", "Kjoannard", "joanne@x.mc", "+377 93 50 61 09", 14)

GONE = (FIRM, FIRST, SECOND, THIRD, CLERK, ANNE)
STAYING = (HOMONYM, BUYER, JOANNE)
STAFF = Person(
    "ustaffm", "Ustaffmine", "Ustaffmandre", "ustaffm@ustaffm.example", "+377 97 98 23 71", 15
)
