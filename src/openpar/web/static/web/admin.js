/* The boxes of the back office that search while one types: the library draws them without names. Each gets the name of its
   label, its field to type in too, and says which list it opens. Without this script they work and are merely unnamed. */
(() => {
  const $ = window.django && window.django.jQuery;
  if (!$) return;

  const labelOf = (select) => document.querySelector(`label[for="${CSS.escape(select.id)}"]`);

  const wordsOf = (label) => label ? label.textContent.trim().replace(/:$/, "") : "";

  const boxOf = (select) => select.nextElementSibling && select.nextElementSibling.querySelector(".select2-selection");

  const name = (select) => {
    const label = labelOf(select), box = boxOf(select);
    if (!label || !box) return;
    const shown = box.querySelector(".select2-selection__rendered");
    label.id = label.id || `${select.id}-label`;
    shown.removeAttribute("role");
    shown.removeAttribute("aria-readonly");
    box.setAttribute("aria-labelledby", `${label.id} ${shown.id}`);
  };

  const nameAll = (inside) => inside.querySelectorAll("select.admin-autocomplete").forEach(name);

  // after the library's own callbacks, which were asked for earlier in the page
  $(() => nameAll(document));
  document.addEventListener("formset:added", (event) => nameAll(event.target));
  $(document).on("select2:open", ".admin-autocomplete", (event) => {
    const words = wordsOf(labelOf(event.target)), box = boxOf(event.target);
    const field = document.querySelector(".select2-container--open .select2-search__field");
    const list = document.querySelector(".select2-container--open .select2-results__options");
    if (field) field.setAttribute("aria-label", words);
    if (list) {
      list.setAttribute("aria-label", words);
      box.setAttribute("aria-controls", list.id);
    }
  });
})();
