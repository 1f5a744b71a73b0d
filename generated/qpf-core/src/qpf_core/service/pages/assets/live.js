// The live feed: items into blocks as they arrive, drawing at a calm pace, coming back after a loss.
document.getElementById("noscript").remove();
const LONGEST_WAIT_MS = 15000;
const own = [...document.querySelectorAll(".grid > .block")];
const watching = [];
for (const block of own) {
  const settings = JSON.parse(block.dataset.block);
  if (settings.kind === "form" && !settings.opens) { prepare(block, settings); continue; }
  const one = made_block(block);
  if (one && settings.fetch) poll(one); else if (one) watching.push(one);
}

function poll(one) {
  async function ask() {
    try {
      const answer = await fetch(one.settings.fetch, { headers: { Accept: "application/json" } });
      if (answer.ok) { one.take(await answer.json()); one.draw(); }
    } catch { /* the next time may go well */ }
    if (one.settings.every_s > 0) setTimeout(ask, 1000 * one.settings.every_s);
  }
  ask();
}

function watch(path) {
  const state = document.getElementById("state"), dropped = document.getElementById("dropped"), pause = document.getElementById("pause");
  let fresh = false, isPaused = false, losses = 0;
  function tell(text, kind) { state.textContent = text; state.className = `state ${kind}`; }
  function connect() {
    const url = new URL(path + location.search, location.href);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(url);
    socket.onopen = () => { losses = 0; tell("Live", "live"); };
    socket.onmessage = (message) => {
      const item = JSON.parse(message.data);
      if (item.dropped) { dropped.hidden = false; dropped.textContent = `${said(item.dropped)} lost: this page is too slow`; }
      if (isPaused) return;
      for (const one of watching) one.take(item);
      fresh = true;
    };
    socket.onclose = () => {
      const wait = Math.min(LONGEST_WAIT_MS, 500 * 2 ** losses) * (0.75 + Math.random() / 2);
      losses += 1;
      tell(`Connection lost, trying again in ${Math.ceil(wait / 1000)} s`, "lost");
      setTimeout(connect, wait);
    };
  }
  function draw() {
    if (isPaused) return;
    for (const one of watching) if (fresh || one.isTimed) one.draw();
    fresh = false;
  }
  pause.hidden = false;
  pause.addEventListener("click", () => {
    isPaused = !isPaused;
    pause.setAttribute("aria-pressed", String(isPaused));
    pause.textContent = isPaused ? "Go on" : "Pause";
  });
  tell("Connecting …", "");
  connect();
  setInterval(draw, calm.matches ? 1000 : 125);
}

if (document.body.dataset.live) watch(document.body.dataset.live);
