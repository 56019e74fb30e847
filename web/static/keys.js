// The keys that every page has, and the list of them. They are off while
// something is being typed, and altogether when the reader has turned them off.
"use strict";

(() => {
  const kept = "newsdex.keys"; // in localStorage: "off", or nothing
  const dialog = document.getElementById("keys");

  // A browser may refuse to keep anything; then the choice lasts for the page.
  let on = true;
  try { on = localStorage.getItem(kept) !== "off"; } catch { /* on */ }

  // Nobody types into a box to tick or a button. The box of the list of keys
  // also keeps the focus for a moment after the list is closed.
  const typing = (at) => at instanceof Element && (at.isContentEditable || at.matches("textarea, select, input:not([type=checkbox], [type=radio], [type=submit], [type=button], [type=file])"));

  const show = () => {
    if (!dialog || dialog.open) return;
    dialog.querySelector(".keys-on").checked = on;
    dialog.showModal();
  };

  if (dialog) {
    dialog.querySelector(".keys-close").addEventListener("click", () => dialog.close());
    dialog.querySelector(".keys-on").addEventListener("change", (event) => {
      on = event.target.checked;
      try { on ? localStorage.removeItem(kept) : localStorage.setItem(kept, "off"); } catch { /* for this page only */ }
    });
    for (const link of document.querySelectorAll("a.show-keys")) {
      link.addEventListener("click", (event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        show();
      });
    }
  }

  // What j and k go through: results, or paragraphs. They are asked for each
  // time, since results change while a query is typed.
  const hits = () => [...document.querySelectorAll("ol.hits > li.hit")];
  const paragraphs = () => [...document.querySelectorAll(".full .text > p")];

  // Where j and k begin: at what has the focus or is the target, else at what
  // is at the top of the window.
  const place = (items) => {
    const at = items.findIndex((item) => item.contains(document.activeElement) || item === document.querySelector(":target"));
    if (at >= 0) {
      const box = items[at].getBoundingClientRect();
      if (box.bottom > 0 && box.top < innerHeight) return { at, on: true };
    }
    const seen = items.findIndex((item) => item.getBoundingClientRect().top >= 0);
    return { at: seen < 0 ? items.length : seen, on: false };
  };

  const move = (step) => {
    let items = hits();
    const reading = items.length === 0;
    if (reading) items = paragraphs();
    if (items.length === 0) return false;
    const from = place(items);
    const to = from.on ? from.at + step : step > 0 ? from.at : from.at - 1;
    const item = items[Math.max(0, Math.min(items.length - 1, to))];
    if (reading && item.id) {
      // The address becomes that of the paragraph, without a step of history.
      location.replace("#" + item.id);
      return true;
    }
    const focus = item.querySelector("h2 a") ?? item;
    focus.focus({ preventScroll: true });
    item.scrollIntoView({ block: "nearest" });
    return true;
  };

  const open = () => {
    const hit = document.activeElement?.closest("ol.hits > li.hit");
    if (!hit) return false;
    hit.querySelector("h2 a").click();
    return true;
  };

  const search = () => {
    const box = document.getElementById("q");
    if (!box) return false;
    box.focus();
    box.select();
    return true;
  };

  const keys = {
    "/": search,
    "?": () => { show(); return true; },
    j: () => move(1),
    k: () => move(-1),
    o: open,
  };

  document.addEventListener("keydown", (event) => {
    if (!on || event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (typing(event.target) || dialog?.open) return;
    const does = Object.hasOwn(keys, event.key) && keys[event.key];
    if (does && does()) {
      event.preventDefault();
      return;
    }
    // Scripts of one page have keys of their own; they hear of them only here,
    // so that what turns keys off is in one place.
    if (!does && event.key.length === 1 && !document.dispatchEvent(new CustomEvent("newsdex:key", { detail: event.key, cancelable: true }))) {
      event.preventDefault();
    }
  });
})();
