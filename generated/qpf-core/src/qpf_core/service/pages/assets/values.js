// Values of items as text. Everything reaches the page as text content, never as markup.
const calm = matchMedia("(prefers-reduced-motion: reduce)");

function at(item, pointer) {
  for (const part of pointer.split("/").slice(1)) {
    if (item === null || typeof item !== "object") return undefined;
    const key = part.replaceAll("~1", "/").replaceAll("~0", "~");
    item = Object.hasOwn(item, key) ? item[key] : undefined;
  }
  return item;
}

function said(value, digits) {
  if (value === undefined || value === null) return "–";
  if (typeof value === "number") {
    const places = digits ?? (Number.isInteger(value) ? 0 : 3);
    return value.toLocaleString("en", { minimumFractionDigits: digits ?? 0, maximumFractionDigits: places });
  }
  if (Array.isArray(value)) return value.length ? value.map((one) => said(one)).join(", ") : "none";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function made(name, className, text) {
  const element = document.createElement(name);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

function drawn(name, attributes) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

// A long name may break after its underscores; its text stays what it is.
function breakable(text) {
  return text.split(/(?<=_)/).flatMap((part, place) => (place ? [made("wbr"), part] : [part]));
}

const SPOKEN_EVERY_MS = 15000;

function values(block, settings) {
  const places = block.querySelectorAll(".value");
  const spoken = block.querySelector(".spoken");
  let item = {}, last = 0;
  return {
    take(next) { item = next; },
    draw() {
      const texts = settings.items.map((one) => said(at(item, one.source), one.digits));
      texts.forEach((text, place) => {
        if (places[place].textContent === text) return;
        places[place].replaceChildren(...breakable(text));
        places[place].classList.toggle("word", typeof at(item, settings.items[place].source) === "string");
      });
      if (performance.now() - last < SPOKEN_EVERY_MS && last) return;
      last = performance.now();
      spoken.textContent = settings.items.map((one, place) => `${one.label} ${texts[place]} ${one.unit}`).join(", ");
    },
  };
}
