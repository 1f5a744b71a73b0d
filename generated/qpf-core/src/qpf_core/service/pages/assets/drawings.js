// Bars, histogram and series: plain SVG, with their numbers in words for who cannot see them.
function bars(block, settings) {
  const list = block.querySelector(".bars-list");
  const rows = new Map();
  let numbers = new Map();
  function taken(entries) { return new Map(entries.filter(([, value]) => typeof value === "number")); }
  function row(label) {
    const element = made("li", "bar");
    const svg = drawn("svg", { viewBox: "0 0 100 1", preserveAspectRatio: "none", "aria-hidden": "true" });
    const rect = drawn("rect", { width: 0, height: 1 });
    const number = made("span", "bar-number");
    svg.append(rect);
    const name = made("span", "bar-name");
    name.append(...breakable(label));
    element.append(name, svg, number);
    return { element, rect, number };
  }
  return {
    take(item) {
      if (!settings.source) {
        const label = at(item, settings.key), value = at(item, settings.value);
        if (label !== undefined && typeof value === "number") numbers.set(String(label), value);
        return;
      }
      const found = at(item, settings.source);
      if (Array.isArray(found)) numbers = taken(found.map((one) => [said(at(one, settings.key)), at(one, settings.value)]));
      else if (found && typeof found === "object") numbers = taken(Object.entries(found));
    },
    draw() {
      if (!numbers.size) return;
      list.querySelector(".empty")?.remove();
      const most = settings.most ?? Math.max(...numbers.values(), Number.MIN_VALUE);
      for (const [label, shown] of rows) if (!numbers.has(label)) { shown.element.remove(); rows.delete(label); }
      for (const [label, value] of numbers) {
        if (!rows.has(label)) { rows.set(label, row(label)); list.append(rows.get(label).element); }
        const shown = rows.get(label);
        shown.rect.setAttribute("width", Math.max(0, Math.min(100, (100 * value) / most)));
        shown.number.textContent = `${said(value, settings.digits)} ${settings.unit}`.trim();
      }
    },
  };
}

function canvas(block, label) {
  const svg = block.querySelector("svg");
  svg.setAttribute("viewBox", "0 0 600 160");
  svg.replaceChildren(drawn("line", { class: "axis", x1: 0, x2: 600, y1: 159, y2: 159 }));
  svg.setAttribute("aria-label", label);
  return svg;
}

// What is rare is still seen.
const LEAST_HIGH = 3;

function histogram(block, settings) {
  const legend = block.querySelector(".legend");
  const edges = settings.edges, recent = [];
  let counts = null;
  const marks = edges.map((edge) => said(edge));
  const names = [`< ${marks[0]}`, ...marks.slice(1).map((mark, n) => `${marks[n]}–${mark}`), `≥ ${marks.at(-1)}`];
  function counted() {
    const sums = new Array(edges.length + 1).fill(0);
    for (const value of recent) sums[edges.filter((edge) => value >= edge).length] += 1;
    return sums;
  }
  return {
    take(item) {
      const found = at(item, settings.source);
      if (Array.isArray(found)) counts = found;
      else if (typeof found === "number") { recent.push(found); if (recent.length > settings.keep) recent.shift(); }
    },
    draw() {
      const sums = counts ?? counted(), most = Math.max(...sums, 1), wide = 600 / sums.length;
      const spoken = sums.map((sum, n) => `${names[n]}: ${sum}`).join(", ");
      const svg = canvas(block, `${settings.title} in ${settings.unit}: ${spoken}`);
      sums.forEach((sum, n) => {
        const high = sum ? Math.max(LEAST_HIGH, (152 * sum) / most) : 0;
        svg.append(drawn("rect", { class: "column", x: n * wide + 2, width: wide - 4, y: 159 - high, height: high, rx: 2 }));
      });
      legend.replaceChildren(...[names[0], names[Math.floor(names.length / 2)], names.at(-1)].map((one) => made("span", "", `${one} ${settings.unit}`)));
    },
  };
}

// A counter may be told less often than items come: its rate is taken between changes, a second apart.
const RATE_OVER_MS = 1000;

function series(block, settings) {
  const legend = block.querySelector(".legend");
  const kept = settings.lines.map(() => []), earlier = settings.lines.map(() => []);
  let arrived = 0, since = performance.now();
  function keep(place, value) { kept[place].push(value); if (kept[place].length > settings.keep) kept[place].shift(); }
  function changed(place, value, now) {
    const past = earlier[place], latest = past.at(-1);
    if (!latest || value !== latest.value || now - latest.now >= RATE_OVER_MS) past.push({ value, now, isChange: Boolean(latest) });
    if (past.length > 2 && !past[0].isChange) past.shift();
    while (past.length > 2 && past.at(-1).now - past[1].now >= RATE_OVER_MS) past.shift();
    const [first, last] = [past[0], past.at(-1)];
    if (last.now - first.now >= RATE_OVER_MS / 2) keep(place, (1000 * (last.value - first.value)) / (last.now - first.now));
  }
  return {
    take(item) {
      arrived += 1;
      if (settings.shows === "items") return;
      settings.lines.forEach((line, place) => {
        const value = at(item, line.source);
        if (typeof value !== "number") return;
        if (settings.shows === "rate") changed(place, value, performance.now()); else keep(place, value);
      });
    },
    draw() {
      const now = performance.now();
      if (settings.shows === "items") {
        if (now - since < 1000) return;
        keep(0, (1000 * arrived) / (now - since));
        arrived = 0; since = now;
      }
      const all = kept.flat();
      if (!all.length) return;
      const low = Math.min(0, ...all), high = Math.max(...all, low + 1e-9);
      const latest = settings.lines.map((line, n) => `${line.label} ${said(kept[n].at(-1), line.digits)} ${line.unit}`.trim());
      const svg = canvas(block, `${settings.title}: ${latest.join(", ")}`);
      kept.forEach((numbers, place) => {
        const points = numbers.map((value, n) => `${600 - (600 * (numbers.length - 1 - n)) / Math.max(1, settings.keep - 1)},${157 - (150 * (value - low)) / (high - low)}`);
        svg.append(drawn("polyline", { class: `line-${place % 4}`, points: points.join(" ") }));
      });
      legend.replaceChildren(...latest.map((text, place) => {
        const entry = made("span", "", text);
        entry.prepend(made("i", `line-${place % 4}`));
        return entry;
      }), made("span", "", [low, high].map((end) => said(end, settings.lines[0].digits)).join(" – ")));
    },
    isTimed: settings.shows === "items",
  };
}
