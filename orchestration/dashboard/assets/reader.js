// What only the browser knows of its reader: the time zone and the look, kept for the next page.
(() => {
  const keep = (name, value) => {
    document.cookie = `${name}=${encodeURIComponent(value)}; path=/dashboard; max-age=31536000; samesite=strict`;
  };
  const kept = (name) => {
    const found = document.cookie.split("; ").find((one) => one.startsWith(`${name}=`));
    return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
  };
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
  if (kept("syncline_zone") !== zone) keep("syncline_zone", zone);
  const dark = () => {
    const look = kept("syncline_look");
    return look ? look === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  };
  const show = () => {
    document.documentElement.classList.toggle("dark", dark());
    const seen = (body) => {
      body.classList.toggle("body--dark", dark());
      body.classList.toggle("body--light", !dark());
    };
    if (document.body) seen(document.body);
    else addEventListener("DOMContentLoaded", () => seen(document.body));
  };
  window.synclineLook = () => {
    keep("syncline_look", dark() ? "light" : "dark");
    show();
    if (window.Quasar) window.Quasar.Dark.set(dark());
  };
  // Ages go on while nothing else changes; the words are those of words.py.
  const age = (at) => {
    const seconds = (Date.now() - at) / 1000;
    const far = Math.abs(seconds);
    if (far < 10) return "just now";
    const [size, name] = far < 60 ? [1, "s"] : far < 3600 ? [60, "min"] : far < 172800 ? [3600, "h"] : [86400, "days"];
    const said = `${Math.floor(far / size)} ${name}`;
    return seconds > 0 ? `${said} ago` : `in ${said}`;
  };
  setInterval(() => {
    for (const one of document.querySelectorAll("time[data-age]")) {
      const words = age(Date.parse(one.dateTime));
      if (one.textContent !== words) one.textContent = words;
    }
  }, 5000);
  // The place in the address: the page is drawn after the browser looked for it, and fills above
  // it later on. Whoever moves stays where they are.
  const place = location.hash.slice(1);
  if (place) {
    const filling = new ResizeObserver(() => document.getElementById(place)?.scrollIntoView());
    const settled = () => filling.disconnect();
    for (const one of ["wheel", "touchstart", "pointerdown", "keydown"]) {
      addEventListener(one, settled, { once: true, passive: true });
    }
    setTimeout(settled, 30000);
    if (document.body) filling.observe(document.body);
    else addEventListener("DOMContentLoaded", () => filling.observe(document.body));
  }
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", show);
  show();
})();
