// Turns a page of questions into fields, and fields into answers, as the reporter face does.
"use strict";

Field.asking = (() => {
  const { make, say } = Field.screens;

  // Which pages somebody who answered so goes through (intake/form/shape.py, Form.path).
  function path(content, answers) {
    const standing = {};
    const among = (codes, code) => code in standing && codes.includes(standing[code]);
    const pages = content.pages.filter((page) => {
      const asked = !page.after || among(page.answers, page.after);
      const applies = asked && !(page.not_after && among(page.not_answers, page.not_after));
      if (applies) {
        page.questions.forEach(({ code }) => {
          if (code in answers) {
            standing[code] = answers[code];
          }
        });
      }
      return applies;
    });
    const marked = content.pages.flatMap((page) => page.questions);
    const young = marked.some(({ code, child }) => child.includes(standing[code]));
    return pages
      .filter((page) => !page.empty && (young ? page.for_young : page.for_others))
      .map((page) => (young && page.young) || page);
  }

  function choices(question, options, said, kind) {
    const chosen = kind === "checkbox" ? said || [] : [said];
    return make(
      "div",
      { class: "choices" },
      ...options.map(([code, label]) => {
        const input = make("input", { type: kind, name: question.code, value: code });
        input.checked = chosen.includes(code);
        return make("label", { class: "choice" }, input, make("span", {}, label));
      }),
    );
  }

  function partial(question, said, content) {
    const [year = "", month = "", day = ""] = (said || "").split("-");
    const months = content.months.map((name, place) => {
      const value = String(place + 1).padStart(2, "0");
      const option = make("option", { value }, name);
      option.selected = value === month;
      return option;
    });
    const field = (part, value, most) => {
      const given = { inputmode: "numeric", maxlength: most, name: `${question.code}-${part}` };
      const input = make("input", { ...given, autocomplete: "off", dir: "ltr" });
      input.value = value;
      return make("label", {}, say(part), input);
    };
    const select = make("select", { name: `${question.code}-month` }, make("option"), ...months);
    const parts = [field("day", day.replace(/^0/, ""), 2), make("label", {}, say("month"), select)];
    return make("div", { class: "row partial-date" }, ...parts, field("year", year, 4));
  }

  function written(question, said) {
    const given = { name: question.code, dir: "auto", autocomplete: "off" };
    given.maxlength = question.most;
    const short = question.lines === 1 || question.kind === "place";
    const input = short
      ? make("input", { ...given, type: "text" })
      : make("textarea", { ...given, rows: question.lines });
    input.value = said || "";
    return input;
  }

  function input(question, said, content) {
    switch (question.kind) {
      case "choice":
      case "yes-no":
        return choices(question, question.choices, said, "radio");
      case "mission":
        return choices(question, content.missions, said, "radio");
      case "choices":
        return choices(question, question.choices, said, "checkbox");
      case "date-approximate":
        return partial(question, said, content);
      case "date": {
        const day = make("input", { type: "date", name: question.code });
        day.value = said || "";
        return day;
      }
      default:
        return written(question, said);
    }
  }

  function field(question, said, content, heading) {
    const made = input(question, said, content);
    const label = heading ? make("h1", {}, question.label) : question.label;
    const hint = question.help ? [make("p", { class: "hint" }, question.help)] : [];
    if (made.tagName === "DIV") {
      const set = make("fieldset", {}, make("legend", {}, label), ...hint, made);
      return make("div", { class: "field" }, set);
    }
    made.id = `q-${question.code}`;
    const name = make("label", { class: "name-of", for: made.id }, label);
    return make("div", { class: "field" }, name, ...hint, made);
  }

  function fill(place, page, answers, content) {
    const heading = page.questions.length === 1;
    const top = heading ? [] : [make("h1", {}, page.label)];
    if (!heading && page.help) {
      top.push(make("p", { class: "hint" }, page.help));
    }
    const fields = page.questions.map((q) => field(q, answers[q.code], content, heading));
    const told = page.told.map((words) => make("p", {}, words));
    const who = page.who ? [make("p", { class: "who" }, page.who)] : [];
    place.replaceChildren(...top, ...told, ...fields, ...who);
  }

  function partialDate(place, code) {
    const part = (name) => place.querySelector(`[name="${code}-${name}"]`).value.trim();
    const [year, month, day] = [part("year"), part("month"), part("day")];
    const known = year ? [year.padStart(4, "0"), month, month && day && day.padStart(2, "0")] : [];
    return known.filter(Boolean).join("-");
  }

  // What stands in the fields of a page; nothing where nothing was said.
  function read(place, page) {
    const answers = {};
    for (const { code, kind } of page.questions) {
      const checked = [...place.querySelectorAll(`[name="${code}"]:checked`)];
      if (kind === "choices") {
        answers[code] = checked.map((one) => one.value);
      } else if (["choice", "yes-no", "mission"].includes(kind)) {
        answers[code] = checked[0]?.value || "";
      } else if (kind === "date-approximate") {
        answers[code] = partialDate(place, code);
      } else {
        answers[code] = place.querySelector(`[name="${code}"]`).value;
      }
    }
    return answers;
  }

  function inWords(question, said, content) {
    const options = question.kind === "mission" ? content.missions : question.choices;
    const label = (code) => (options.find(([known]) => known === code) || ["", code])[1];
    if (Array.isArray(said)) {
      return said.map(label).join(" · ");
    }
    return options.length ? label(said) : said;
  }

  return { fill, inWords, path, read };
})();
