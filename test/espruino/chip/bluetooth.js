// Bluetooth is on by default, and gives the console to anyone who connects, unless it was forced elsewhere.
LENT.console = 'Serial1';
E.setConsole = function (device, options) {
  LENT.console = '' + device;
  LENT.forced = !!(options && options.force);
};
E.getConsole = function () {
  return LENT.console;
};
// Somebody connects by `Bluetooth` or `Telnet`; returns where the console is then.
LENT.join = function (device) {
  if (!LENT.forced && (device !== 'Telnet' || LENT.telnet !== 'off')) LENT.console = device;
  return LENT.console;
};
LENT.ble = HABITS.bluetooth === true;
// Kept outside of Storage, as in the NVS of the chip; there is no such file at first.
try {
  LENT.ble = require('fs').readFileSync('nvs-ble') === '1';
} catch (_error) {}
global.ESP32 = {
  getState: function () {
    return { sdkVersion: 'v3.3.6', freeHeap: 26000, BLE: LENT.ble, Wifi: true, minHeap: 16000 };
  },
  enableBLE: function (on) {
    require('fs').writeFileSync('nvs-ble', on ? '1' : '0');
    require('Storage').erase('.bootcde');
    LENT.reboot();
  },
  reboot: LENT.reboot,
};
