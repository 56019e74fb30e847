// The page of an article: the keys that go from mark to mark, and the buttons
// that copy. Everything they show was written by the server.
"use strict";

(() => {
  const marks = () => [...document.querySelectorAll(".full mark[id]")];

  // Goes to an anchor without a step of history: "back" leads to the results.
  const go = (id) => {
    location.replace("#" + id);
    const mark = document.getElementById(id);
    mark.tabIndex = -1; // so that it can have the focus, and is read out
    mark.focus({ preventScroll: true });
  };

  // From the mark that was gone to, if it is in sight, else from what is.
  const walk = (step) => {
    const all = marks();
    if (all.length === 0) return false;
    const sight = (mark) => {
      const box = mark.getBoundingClientRect();
      return box.bottom > 0 && box.top < innerHeight;
    };
    const target = document.querySelector("mark:target");
    let at = target ? all.indexOf(target) : -1;
    if (at >= 0 && sight(target)) {
      at += step;
    } else if (target || scrollY > 0) {
      const below = all.findIndex((mark) => mark.getBoundingClientRect().top >= 0);
      at = below < 0 ? all.length - 1 : step > 0 ? below : below - 1;
    } else {
      at = step > 0 ? 0 : -1;
    }
    if (at >= 0 && at < all.length) go(all[at].id);
    return true;
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.(".step a, a.first");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    go(link.hash.slice(1));
  });

  const copy = async (button) => {
    const text = document.getElementById(button.dataset.copy);
    const row = button.parentElement;
    const say = (what) => {
      for (const c of ["done", "selected"]) row.querySelector("." + c).hidden = c !== what;
    };
    say("");
    try {
      await navigator.clipboard.writeText(text.textContent);
      say("done");
    } catch {
      // Browsers give the clipboard to secure addresses only, and http from
      // another machine is none: the text is selected, and copied if that works.
      getSelection().selectAllChildren(text);
      say(document.execCommand("copy") ? "done" : "selected");
    }
  };

  for (const button of document.querySelectorAll("button.copy")) {
    button.hidden = false;
    button.addEventListener("click", () => copy(button));
  }

  const keys = {
    n: () => walk(1),
    p: () => walk(-1),
    c: () => {
      const button = document.querySelector("button.copy");
      if (!button) return false;
      button.focus();
      button.click();
      return true;
    },
  };

  // See keys.js, which knows when keys are off.
  document.addEventListener("newsdex:key", (event) => {
    if (Object.hasOwn(keys, event.detail) && keys[event.detail]()) event.preventDefault();
  });
})();
