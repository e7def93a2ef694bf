// Function keys press what bears them: no letters, so that nobody decides by typing (WCAG 2.1.4).
// Everything works without this script too.
(() => {
  "use strict";
  document.addEventListener("keydown", (event) => {
    if (event.repeat || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const target = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (target) { event.preventDefault(); target.click(); }
  });
})();
