// Shows a receipt this once, and asks for one word of it before it goes: whoever wrote it down can
// say it. The rules are those of the reporter face (vault/receipts.py, says_group).
"use strict";

Field.handing = (() => {
  const { at, make, on, show, told, say } = Field.screens;
  const ASKED = 3;
  const SHORTEST = 3;
  const LETTERS = 4;

  const groups = () => [...at("words").children].map((one) => one.textContent);
  const inDigits = (group) => /^\p{Nd}/u.test(group);

  // 0 to 9 in any of the scripts of our languages: their last four bits say which.
  const digits = (typed) =>
    [...typed.normalize("NFKC")]
      .filter((sign) => /[0-9\u0660-\u0669\u06f0-\u06f9]/.test(sign))
      .map((sign) => sign.charCodeAt(0) & 15)
      .join("");

  const plain = (typed) =>
    typed
      .normalize("NFKD")
      .toLowerCase()
      .normalize("NFKD")
      .replace(/\p{M}/gu, "")
      .replace(/œ/g, "oe")
      .replace(/æ/g, "ae")
      .trim();

  function says(group, typed) {
    if (inDigits(group)) {
      return digits(typed) === digits(group);
    }
    const [said, meant] = [[...plain(typed)], [...plain(group)]];
    const begun = (signs) => signs.slice(0, LETTERS).join("");
    return said.length >= Math.min(SHORTEST, meant.length) && begun(said) === begun(meant);
  }

  // The last digits are lost most easily.
  const asked = () => (inDigits(groups()[0]) ? groups().at(-1) : groups()[ASKED - 1]);

  function give(words) {
    at("words").classList.toggle("numbered", !inDigits(words));
    at("words").replaceChildren(...words.split(" ").map((word) => make("li", {}, word)));
    show("receipt");
  }

  function ask() {
    at("group").value = "";
    told("kept-note", "");
    at("ask-word").hidden = inDigits(groups()[0]);
    at("ask-digits").hidden = !inDigits(groups()[0]);
    show("kept");
  }

  async function done() {
    Field.drafting.leave();
    await Field.queue.home();
  }

  function start() {
    on("kept", ask);
    on("again", () => show("receipt"));
    on("without", done);
    on("said", async () => {
      if (says(asked(), at("group").value)) {
        await done();
      } else {
        told("kept-note", say("not-the-word"));
      }
    });
  }

  return { give, says, start };
})();
