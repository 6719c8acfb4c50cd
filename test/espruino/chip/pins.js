// Pins, the button, and chance.
var BTN1 = D0;
// GPIO6 to 11 are wired to the flash that the program runs from.
LENT.checkPin = function (pin) {
  var gpio = +('' + pin).substr(1);
  if (HABITS.pins && gpio > 5 && gpio < 12) LENT.die('GPIO' + gpio + ' is the flash');
};
// Up to 2v25 the button reads 1 while nobody holds it.
global.digitalRead = function (pin) {
  return HABITS.buttonInverted ? 1 - LENT.button : LENT.button;
};
global.digitalWrite = function (pin, level) {
  LENT.checkPin(pin);
  LENT.flashes += level;
};
// `E.hwRand` is `rand()` without a seed, there as here: the same on every device. The chip's own generator is random while the
// radio runs, and gives the same numbers after each start before that.
LENT.state = 1;
LENT.random = function () {
  if (LENT.started && LENT.state === 1) LENT.state = HABITS.seed;
  LENT.state ^= LENT.state << 13;
  LENT.state ^= LENT.state >>> 17;
  LENT.state ^= LENT.state << 5;
  return LENT.state >>> 0;
};
if (!HABITS.random) E.hwRand = LENT.random;
