// Makes the receipt on the device, by the rules of the house (vault/receipts.py, ADR 0004):
// eight words of which one is in no other list, or 28 digits of which the last checks the others.
"use strict";

self.Field = self.Field || {};

Field.receipt = (() => {
  const WORDS = 8;
  const DIGITS = 28;

  // Without the bias that a remainder alone would have.
  function below(limit) {
    const most = Math.floor(2 ** 32 / limit) * limit;
    const drawn = new Uint32Array(1);
    do {
      crypto.getRandomValues(drawn);
    } while (drawn[0] >= most);
    return drawn[0] % limit;
  }

  function check(digits) {
    const total = [...digits].reverse().reduce((sum, sign, place) => {
      const value = Number(sign) * (place % 2 ? 1 : 2);
      return sum + Math.floor(value / 10) + (value % 10);
    }, 0);
    return String((10 - (total % 10)) % 10);
  }

  function make({ words, own, digits }) {
    if (words) {
      const list = words.split(" ");
      const telling = new Set(own);
      for (;;) {
        const drawn = Array.from({ length: WORDS }, () => below(list.length));
        if (drawn.some((place) => telling.has(place))) {
          return drawn.map((place) => list[place]).join(" ");
        }
      }
    }
    const drawn = Array.from({ length: DIGITS - 1 }, () => String(below(10))).join("");
    const written = [...(drawn + check(drawn))].map((sign) => digits[Number(sign)]).join("");
    return written.match(/.{4}/gu).join(" ");
  }

  return { make };
})();
