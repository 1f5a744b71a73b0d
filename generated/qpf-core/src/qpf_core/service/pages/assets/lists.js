// Tables, cards and traces.
function row(columns, item) {
  const element = made("tr");
  element.append(...columns.map((one) => made("td", "", said(at(item, one.source), one.digits))));
  return element;
}

function table(block, settings) {
  const body = block.querySelector("tbody");
  let items = [];
  return {
    take(item) {
      const found = settings.source ? at(item, settings.source) : undefined;
      if (Array.isArray(found)) items = found.slice(0, settings.keep);
      else if (!settings.source) items = (Array.isArray(item) ? item : [item, ...items]).slice(0, settings.keep);
    },
    draw() { if (items.length) body.replaceChildren(...items.map((item) => row(settings.columns, item))); },
  };
}

function cards(block, settings) {
  const recent = settings.recent, kept = new Map(), fresh = new Set();
  const shown = new Map([...block.querySelectorAll(".card")].map((card) => [card.dataset.key, card]));
  return {
    take(item) {
      const key = recent && String(at(item, recent.key));
      if (!recent || !shown.has(key)) return;
      kept.set(key, [item, ...(kept.get(key) ?? [])].slice(0, recent.keep));
      fresh.add(key);
    },
    draw() {
      for (const [key, card] of shown) card.classList.toggle("touched", fresh.has(key));
      for (const key of fresh) {
        const rows = kept.get(key).map((item) => row(recent.columns, item));
        shown.get(key).querySelector("tbody").replaceChildren(...rows);
      }
      fresh.clear();
    },
  };
}

function hexed(bytes) {
  const lines = [], shown = bytes.slice(0, 512);
  for (let start = 0; start < shown.length; start += 16) {
    const part = [...shown.slice(start, start + 16)];
    const hex = part.map((byte) => byte.toString(16).padStart(2, "0")).join(" ").padEnd(47);
    const text = part.map((byte) => (byte > 31 && byte < 127 ? String.fromCharCode(byte) : "·")).join("");
    lines.push(`${start.toString(16).padStart(4, "0")}  ${hex}  ${text}`);
  }
  if (bytes.length > shown.length) lines.push(`… ${bytes.length - shown.length} more bytes`);
  return lines.join("\n") || "(empty)";
}

function decoded(base64) {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

function changesOf(parts, before, now) {
  return parts.flatMap((part) => {
    const old = at(before, part.source) ?? {}, fresh = at(now, part.source) ?? {};
    const set = Object.entries(fresh).filter(([key, value]) => JSON.stringify(old[key]) !== JSON.stringify(value));
    const gone = Object.keys(old).filter((key) => !Object.hasOwn(fresh, key));
    return [...set.map(([key, value]) => `${part.label}.${key} = ${typeof value === "number" ? value : said(value)}`), ...gone.map((key) => `− ${part.label}.${key}`)];
  });
}

function trace(block, settings) {
  const list = block.querySelector(".steps"), packets = block.querySelector(".packets");
  let steps = [], group, before, after;
  function step(item, place) {
    const element = made("li", "trace-step");
    const changes = made("span", "changes");
    const texts = changesOf(settings.parts, place ? steps[place - 1] : {}, item);
    changes.append(...(texts.length ? texts.map((text) => made("span", "change", text)) : [made("span", "empty", "no change")]));
    const time = settings.time ? `${said(at(item, settings.time), 4)} ${settings.unit}` : "";
    element.append(made("b", "", `${place + 1}`), made("span", "trace-name", said(at(item, settings.name))), made("span", "trace-time", time), changes);
    return element;
  }
  function dump(label, bytes) {
    const figure = made("div");
    const pre = made("pre", "", hexed(bytes));
    pre.tabIndex = 0;
    pre.setAttribute("aria-label", `${label} as hexadecimal`);
    figure.append(made("h3", "", `${label} · ${bytes.length} bytes`), pre);
    return figure;
  }
  return {
    take(item, sent) {
      const found = settings.source ? at(item, settings.source) : undefined;
      if (Array.isArray(found)) steps = found;
      else if (!settings.source) {
        const now = JSON.stringify(at(item, settings.group || "/none"));
        if (now !== group) { steps = []; group = now; }
        steps.push(item);
        if (steps.length > 100) steps.shift();
      }
      before = sent && settings.before ? new TextEncoder().encode(sent[settings.before] ?? "") : undefined;
      const bytes = settings.after ? at(item, settings.after) : undefined;
      after = typeof bytes === "string" ? decoded(bytes) : undefined;
    },
    draw() {
      if (steps.length) list.replaceChildren(...steps.map(step));
      packets?.replaceChildren(...[["Before", before], ["After", after]].filter(([, bytes]) => bytes).map(([label, bytes]) => dump(label, bytes)));
    },
  };
}
