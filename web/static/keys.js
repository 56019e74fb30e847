// The keys that every page has. They are off while something is being typed.
"use strict";

(() => {
  const typing = (at) => at.isContentEditable || /^(input|textarea|select)$/i.test(at.tagName);

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (event.key !== "/") return;
    const box = document.getElementById("q");
    if (!box) return;
    event.preventDefault();
    box.focus();
    box.select();
  });
})();
