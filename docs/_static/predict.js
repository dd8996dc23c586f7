// Predictions: the answer opens once there is one, and a sentence says whether it was right, also when one comes back.
"use strict";
for (const form of document.querySelectorAll("form.choices")) {
  const answer = form.closest(".exercise").querySelector("details.answer");
  const inputs = [...form.querySelectorAll("input")], says = form.parentElement.querySelector("[role=status]");
  const right = inputs.find((input) => input.dataset.right !== undefined), radio = right.type === "radio";
  const name = `live ${location.pathname} ${form.dataset.title}`;

  /** Say how a choice went, or a number; nothing if there is none. */
  const verdict = () => {
    if (radio) {
      const chosen = inputs.find((input) => input.checked);
      right.parentElement.classList.toggle("right", Boolean(chosen));
      if (chosen && chosen !== right) chosen.parentElement.classList.add("wrong");
      return chosen && (chosen === right ? `Right: “${right.dataset.says}”.` : `Not quite. You chose: “${chosen.dataset.says}”. Right is: “${right.dataset.says}”.`);
    }
    const { right: value, near } = right.dataset, off = Math.abs(right.valueAsNumber - value);
    if (Number.isNaN(off)) return "";
    return off <= near ? `Right: it is ${value}.` : `Not quite. You said ${right.value}. It is ${value}.`;
  };

  /** Whether there is an answer to commit to, which then stays. */
  const commit = () => {
    if (right.disabled) return true;
    const told = verdict();
    says.textContent = told || (radio ? "Choose one first." : "Type a number first.");
    for (const input of inputs) input.disabled = Boolean(told);
    if (!told) return false;
    keep(name, { typed: radio ? inputs.find((input) => input.checked).dataset.says : right.value, says: told });
    form.dispatchEvent(new Event("committed", { bubbles: true }));
    return true;
  };
  answer.querySelector("summary").addEventListener("click", (event) => {
    if (!commit()) event.preventDefault();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!commit()) return;
    answer.open = true;
    answer.querySelector("summary").focus(); // a disabled field has none
  });

  const { typed } = keep(name) ?? {}, chosen = inputs.find((input) => input.dataset.says === typed);
  if (radio && chosen) chosen.checked = true;
  else if (!radio && typed) right.value = typed;
  if (radio ? chosen : right.value) commit();
}
