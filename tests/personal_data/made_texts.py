"""Ticket texts as people write them, full of numbers that are no persons. The same seed gives the same texts."""

import random
import string
from datetime import datetime, timedelta

from made_numbers import check_digit

SENTENCES = (
    "{user} kan inte öppna Läkemedelslistan sedan {time}. {extra}",
    "Fel i tidboken {time}, se {case}. Ring {phone}. {extra}",
    "Patienten syns inte i listan för enheten {hsa}; felkod {code}. {extra}",
    "Beställning {order} är inte levererad. Faktura {order}, betalas till {iban}. {extra}",
    "Avtal med {organisation}, kontakt {phone}, {user}. {extra}",
    "Flera patienter väntar på remissvar, remissnr {order}. Enheten {hsa} nås på {phone}. {extra}",
    "Omstart av servern {address} gjordes {time}, jobb {uuid}. {extra}",
    "Installerade version {version} den {time}; storlek {code}{code} byte. {extra}",
    "Kopplat till {case} och {case}. Tidigare fel {time} och {time}. {extra}",
    "Logg:\n{time} ERROR {code} {uuid}\n{time} WARN tråd {code}\n{extra}",
)
TIMES = (
    "%Y-%m-%d %H:%M",
    "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%d kl. %H.%M",
    "%Y-%m-%d %H.%M",
    "%Y-%m-%d %H%M",
    "%Y%m%d %H%M",
    "%Y%m%d%H%M%S",
    "%Y%m%d",
    "%y%m%d",
    "%y%m%d %H%M",
    "%d/%m kl %H.%M",
    "%H:%M",
)


class Texts:
    """A generator of texts with its own seeded source of chance."""

    def __init__(self, seed):
        self.chance = random.Random(seed)

    def text(self):
        """One ticket text."""
        template = self.chance.choice(SENTENCES)
        names = {"user", "time", "extra", "case", "phone", "hsa", "code", "order", "iban", "organisation"}
        names |= {"address", "uuid", "version"}
        while "{" in template:
            name = template[template.index("{") + 1 : template.index("}")]
            assert name in names
            template = template.replace("{" + name + "}", getattr(self, name)(), 1)
        return template

    def digits(self, count):
        return "".join(self.chance.choices(string.digits, k=count))

    def moment(self):
        return datetime(2024, 1, 1) + timedelta(minutes=self.chance.randrange(1_500_000))

    def time(self):
        form = self.chance.choice(TIMES)
        return self.moment().strftime(form)

    def phone(self):
        mobile = f"07{self.chance.choice('02369')}{self.digits(7)}"
        return self.chance.choice(
            (
                mobile,
                f"{mobile[:3]}-{mobile[3:6]} {mobile[6:8]} {mobile[8:]}",
                f"+46{mobile[1:]}",
                f"+46 {mobile[1:3]} {mobile[3:6]} {mobile[6:8]} {mobile[8:]}",
                f"0{self.digits(2)}-{self.digits(2)} {self.digits(2)} {self.digits(2)}",
                f"0046{self.digits(9)}",
                f"ankn {self.digits(5)}",
            )
        )

    def order(self):
        return self.chance.choice(
            (
                f"45{self.digits(8)}",
                f"{self.digits(10)}",
                self.dated_order(),
                f"ORD-{self.digits(6)}",
                f"SO{self.digits(8)}",
                f"PO-2026-{self.digits(5)}",
                self.digits(7),
            )
        )

    def dated_order(self):
        """Ten digits that begin with a date and end with a right check digit, by bad luck."""
        nine = self.moment().strftime("%y%m%d") + self.digits(3)
        return nine + check_digit(nine)

    def case(self):
        prefix = self.chance.choice(("INC", "ARE", "CHG", "PRB"))
        return f"{prefix}-{self.chance.randrange(2024, 2027)}-{self.digits(6)}"

    def hsa(self):
        end = "".join(self.chance.choices(string.ascii_uppercase + string.digits, k=4))
        return f"SE{self.company()}-{end}"

    def company(self):
        nine = f"{self.chance.choice('2589')}{self.digits(1)}{self.chance.randrange(20, 99)}{self.digits(5)}"
        return nine + check_digit(nine)

    def organisation(self):
        number = self.company()
        return self.chance.choice((f"{number[:6]}-{number[6:]}", number, f"16{number}", f"SE{number}01"))

    def iban(self):
        number = f"SE{self.digits(22)}"
        return self.chance.choice((number, " ".join(number[place : place + 4] for place in range(0, 24, 4))))

    def uuid(self):
        hexadecimal = "".join(self.chance.choices("0123456789abcdef", k=32))
        return "-".join((hexadecimal[:8], hexadecimal[8:12], hexadecimal[12:16], hexadecimal[16:20], hexadecimal[20:]))

    def address(self):
        return ".".join(str(self.chance.randrange(1, 255)) for _ in range(4))

    def version(self):
        return f"{self.chance.randrange(1, 30)}.{self.chance.randrange(12)}.{self.digits(4)}"

    def code(self):
        return self.digits(self.chance.randrange(3, 6))

    def user(self):
        return self.chance.choice(("Användaren", "Läkare på akuten", "Sekreteraren", "Enhetschefen", "Sjuksköterskan"))

    def extra(self):
        return self.chance.choice(
            (
                "",
                "",
                f"Rum {self.digits(4)}, plan {self.digits(1)}.",
                f"Postadress {self.digits(3)} {self.digits(2)} Orten.",
                f"Epoch {1_700_000_000_000 + self.chance.randrange(10**11)}.",
                f"Artikelnr {self.digits(8)}.",
                f"Serienummer {self.digits(13)}.",
                self.minutes(),
            )
        )

    def minutes(self):
        """A stretch of a log with minute stamps in twelve digits."""
        start = self.moment().replace(day=2)
        return "\n".join(
            (start + timedelta(minutes=17 * line)).strftime("%Y%m%d%H%M") + f" rad {line}" for line in range(12)
        )
