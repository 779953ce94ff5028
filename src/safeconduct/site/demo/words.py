"""What invented reporters say, in plain words: nothing graphic, nobody real, no real place."""

from __future__ import annotations

PLACES = ("Port Lumen", "Tol Ade", "Marra Ford", "Baru Camp", "Kessa Bridge", "Old Quarry")

GIVEN = (
    "Adan",
    "Bilo",
    "Cora",
    "Dano",
    "Esme",
    "Faro",
    "Gita",
    "Hale",
    "Ilan",
    "Jora",
    "Kito",
    "Lune",
)
FAMILY = (
    "Abrel",
    "Bantu",
    "Corwin",
    "Dussek",
    "Eldan",
    "Farrow",
    "Gollen",
    "Harker",
    "Istrel",
    "Jarn",
)

# By family of conduct: what happened, as somebody might tell it.
SAID: dict[str, dict[str, tuple[str, ...]]] = {
    "sea": {
        "en": (
            "A man in uniform from the camp at {place} gave food to a young woman and asked her to "
            "come to him at night. She is afraid and does not want to go back.",
            "My neighbour has a child with a soldier who left last year. He promised to send "
            "money and never did. She does not know how to find him.",
            "People at {place} say that an officer asks women for favours before he signs the day "
            "workers' list. Two of them told me so themselves.",
        ),
        "ar": (
            "أعطى رجل يرتدي الزي الرسمي من المعسكر في {place} طعامًا لشابة وطلب منها أن تأتي إليه "
            "ليلًا. هي خائفة ولا تريد العودة.",
            "جارتي لديها طفل من جندي غادر العام الماضي. وعد بإرسال المال ولم يفعل. لا تعرف كيف تجده.",
        ),
    },
    "traffic": {
        "en": ("A white car of the mission drove very fast through {place} and hit a goat. It did not stop.",),
        "ar": ("مرت سيارة بيضاء للبعثة بسرعة كبيرة في {place} وصدمت ماعزًا ولم تتوقف.",),
    },
    "theft": {
        "en": ("Fuel is sold at night behind the fence at {place}. I saw the jerrycans and the truck.",),
        "ar": ("يباع الوقود ليلًا خلف السياج في {place}. رأيت الصفائح والشاحنة.",),
    },
    "other": {
        "en": (
            "My supervisor at {place} shouts at us and throws papers. I asked him to stop and he cut my hours.",
            "Two men of the unit were out after curfew at {place} and started a fight in the bar.",
        ),
        "ar": ("يصرخ المشرف علينا في {place} ويرمي الأوراق. طلبت منه أن يتوقف فخفّض ساعات عملي.",),
    },
}  # fmt: skip

THANKS = {
    "en": "Thank you. A conduct officer has read your report. You can write to us here at any time.",
    "ar": "شكرًا لك. قرأ موظف السلوك بلاغك. يمكنك أن تكتب لنا هنا في أي وقت.",
}

NOTES = (
    "Called the focal point at the site. She will ask who was on duty that week.",
    "The victim was offered help on the first day and accepted medical care.",
    "Asked the unit for the movement log of that month.",
    "Spoke to the reporter through the mailbox. She agrees to be contacted again.",
)

REASONS = "The statements agree with each other and with the movement log."

LETTER = (
    "The United Nations has received information that, if it were true, would be misconduct by a "
    "member of your contingent in {month}. You are asked to say within ten working days whether "
    "you will investigate, and to name a national investigation officer. The evidence held by the "
    "mission is preserved and is at your disposal."
)

ANSWER = "We thank you for the information. Our decision is as marked. We will report on progress."
