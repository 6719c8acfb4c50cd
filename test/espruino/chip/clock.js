// The clock. It starts at 1970 (chip.c), and the SNTP client of the ESP-IDF sets it behind Espruino's back.
LENT.setClock = function () {
  if (HABITS.clock) require('fs').writeFileSync('clock-is-set', '1');
  return 1;
};
// What of the memory in use is not the bundle's.
LENT.vars = process.memory().usage - LENT_FROM;
