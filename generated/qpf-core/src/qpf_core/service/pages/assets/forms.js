// Forms: the request goes straight to its endpoint, and the answer is shown in place.
const KINDS = { values, bars, histogram, series, table, cards, trace };

function filled(form, settings) {
  const request = { path: settings.action, query: new URLSearchParams(), body: {}, sent: {} };
  for (const field of settings.fields) {
    const control = form.elements.namedItem(`field.${field.name}`);
    const text = control.value;
    request.sent[field.name] = text;
    if (field.goes === "path") request.path = request.path.replaceAll(`{${field.name}}`, encodeURIComponent(text));
    else if (field.control === "check" || text || field.required) {
      const value = field.control === "check" ? control.checked : field.control === "number" ? Number(text) : field.base64 ? base64(text) : text;
      if (field.goes === "query") request.query.set(field.name, value); else request.body[field.name] = value;
    }
  }
  return request;
}

function base64(text) {
  let binary = "";
  for (const byte of new TextEncoder().encode(text)) binary += String.fromCharCode(byte);
  return btoa(binary);
}

async function asked(settings, request) {
  const isJson = settings.body === "json";
  const query = request.query.size ? `?${request.query}` : "";
  const options = { method: settings.method, headers: { Accept: "application/json" } };
  if (settings.method !== "GET") {
    options.headers["Content-Type"] = isJson ? "application/json" : "application/octet-stream";
    options.body = isJson ? JSON.stringify(request.body) : Object.values(request.body).join("");
  }
  const answer = await fetch(request.path + query, options);
  const text = await answer.text();
  let item;
  try { item = JSON.parse(text); } catch { item = { detail: text }; }
  return { ok: answer.ok, status: answer.status, item };
}

function prepare(block, settings) {
  const form = block.querySelector("form"), button = form.querySelector("button");
  const told = block.querySelector(".told"), results = block.querySelector(".results"), whole = results.querySelector("pre");
  const shown = [...results.querySelectorAll(":scope > .block")].map(made_block).filter(Boolean);
  function tell(text, kind) { told.textContent = text; told.className = `told ${kind}`; }
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const request = filled(form, settings), started = performance.now();
    button.disabled = true;
    tell("Sending …", "");
    try {
      const { ok, status, item } = await asked(settings, request);
      const where = item?.field ? `${item.field}: ` : "";
      tell(ok ? `Done in ${said(performance.now() - started, 0)} ms` : `${status} – ${where}${item?.reason ?? item?.detail ?? "refused"}`, ok ? "done" : "failed");
      if (ok) for (const one of shown) { one.take(item, request.sent); one.draw(); }
      shown.forEach((one) => { one.block.hidden = !ok; });
      whole.textContent = JSON.stringify(item, null, 2);
      results.hidden = false;
    } catch {
      tell("The service did not answer", "failed");
    } finally {
      button.disabled = false;
      button.focus();
    }
  });
}

function made_block(block) {
  const settings = JSON.parse(block.dataset.block);
  const make = KINDS[settings.kind];
  return make && { ...make(block, settings), block, settings };
}
