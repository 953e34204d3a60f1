// Keeps each slider in step with the number beside it. Without this script the sliders stay hidden and the numbers work.
document.querySelectorAll("input[type=range][data-sets]").forEach((slider) => {
  const number = document.getElementById(slider.dataset.sets);
  slider.addEventListener("input", () => { number.value = slider.value; });
  number.addEventListener("input", () => { slider.value = number.value || 0; });
  slider.hidden = false;
});
