/* Security keys: what the library reports as an error becomes the sentence that the page holds ready. */
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  document.querySelectorAll("[data-key-refused]").forEach((line) => { line.hidden = false; });
});
