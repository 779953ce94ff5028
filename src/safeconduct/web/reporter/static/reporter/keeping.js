// Reads a receipt aloud and prints its card. Without this script both stand on the page as text.
// Only a voice that lives on this device is used: others send what they say to somebody else.
"use strict";

(() => {
  const place = document.querySelector("[data-hear]");
  if (!place) {
    return;
  }
  const print = place.querySelector("[data-print]");
  print.hidden = false;
  print.addEventListener("click", () => window.print());

  const speak = place.querySelector("[data-speak]");
  const spoken = place.querySelector("[lang]").lang;
  const language = spoken.split("-")[0].toLowerCase();
  const speech = window.speechSynthesis;
  if (!speech || !window.SpeechSynthesisUtterance) {
    return;
  }
  const voice = () =>
    speech
      .getVoices()
      .find((one) => one.localService && one.lang.split(/[-_]/)[0].toLowerCase() === language);
  const offer = () => {
    speak.hidden = !voice();
  };
  const say = () => {
    speech.cancel();
    place.querySelectorAll("[data-say]").forEach((line) => {
      const words = new SpeechSynthesisUtterance(line.textContent);
      words.voice = voice();
      words.lang = words.voice.lang;
      words.rate = 0.7;
      speech.speak(words);
    });
  };
  speak.addEventListener("click", () => (speech.speaking ? speech.cancel() : say()));
  speech.addEventListener("voiceschanged", offer);
  addEventListener("pagehide", () => speech.cancel());
  offer();
})();
