// Does the small tasks that let a browser go on while many people write: numbers are tried until
// SHA-256 of "name:task:number" begins with so many zero bits. It is written out here because a
// browser's own digest takes longer to call than to compute, for a text as short as this.
"use strict";

(() => {
  const form = document.querySelector("form[data-work]");
  const AT_ONCE = 12; // milliseconds, then the page may breathe

  // The constants of SHA-256: fractions of the roots of the first primes (FIPS 180-4, 4.2.2).
  const primes = [];
  for (let number = 2; primes.length < 64; number += 1) {
    if (primes.every((prime) => number % prime)) {
      primes.push(number);
    }
  }
  const fraction = (root) => ((root - Math.floor(root)) * 2 ** 32) | 0;
  const K = Int32Array.from(primes, (prime) => fraction(Math.cbrt(prime)));
  const START = Int32Array.from(primes.slice(0, 8), (prime) => fraction(Math.sqrt(prime)));
  const W = new Int32Array(64);
  const turn = (word, by) => (word >>> by) | (word << (32 - by));

  // The first 32 bits of the digest of a text shorter than 56 letters: one block.
  const digest = (text) => {
    W.fill(0, 0, 16);
    for (let at = 0; at < text.length; at += 1) {
      W[at >> 2] |= text.charCodeAt(at) << (24 - 8 * (at & 3));
    }
    W[text.length >> 2] |= 0x80 << (24 - 8 * (text.length & 3));
    W[15] = text.length * 8;
    for (let at = 16; at < 64; at += 1) {
      const near = W[at - 2];
      const far = W[at - 15];
      const one = turn(near, 17) ^ turn(near, 19) ^ (near >>> 10);
      const two = turn(far, 7) ^ turn(far, 18) ^ (far >>> 3);
      W[at] = (one + W[at - 7] + two + W[at - 16]) | 0;
    }
    let a = START[0];
    let b = START[1];
    let c = START[2];
    let d = START[3];
    let e = START[4];
    let f = START[5];
    let g = START[6];
    let h = START[7];
    for (let at = 0; at < 64; at += 1) {
      const s1 = turn(e, 6) ^ turn(e, 11) ^ turn(e, 25);
      const t1 = (h + s1 + ((e & f) ^ (~e & g)) + K[at] + W[at]) | 0;
      const s0 = turn(a, 2) ^ turn(a, 13) ^ turn(a, 22);
      const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g;
      g = f;
      f = e;
      e = (d + t1) | 0;
      d = c;
      c = b;
      b = a;
      a = (t1 + t2) | 0;
    }
    return (a + START[0]) >>> 0;
  };

  const { work: name, tasks, bits } = form.dataset;
  const below = 2 ** (32 - Number(bits));
  const answers = [];
  let number = 0;

  const work = () => {
    const until = performance.now() + AT_ONCE;
    while (performance.now() < until) {
      for (let tries = 0; tries < 64 && answers.length < Number(tasks); tries += 1) {
        if (digest(`${name}:${answers.length}:${number}`) < below) {
          answers.push(number);
          number = 0;
        } else {
          number += 1;
        }
      }
      if (answers.length === Number(tasks)) {
        form.elements.proof.value = answers.join(",");
        form.requestSubmit();
        return;
      }
    }
    setTimeout(work);
  };

  form.querySelector("[data-working]").hidden = false;
  work();
})();
