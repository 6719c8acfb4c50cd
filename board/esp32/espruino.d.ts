/** What the firmware uses of Espruino (www.espruino.com/Reference). */

type Pin = { readonly __pin: unique symbol };
declare const D2: Pin;
declare const D16: Pin;
declare const D17: Pin;
/** The button of the board (BOOT, GPIO 0); its level while it is held differs by version. */
declare const BTN1: Pin;

interface EspruinoSerial {
  setup(baud: number, options: { rx: Pin; tx?: Pin; bytesize: number; parity: string | null; stopbits: number }): void;
  on(event: 'data', listener: (text: string) => void): void;
  write(data: Uint8Array): void;
}
declare const Serial2: EspruinoSerial;
declare const Serial3: EspruinoSerial;

interface EspruinoSocket {
  /** The interpreter's own mark that a connection is to be closed without sending what waits (socketserver.c). */
  clsNow?: boolean;
  destroy?: () => void;
}

interface EspruinoStorage {
  read(file: string): string | undefined;
  write(file: string, text: string): boolean;
  erase(file: string): void;
  getStats(): { freeBytes: number; trashBytes: number };
}

interface EspruinoWifi {
  setHostname(file: string): void;
  connect(ssid: string, options: { password: string }, callback: (error: string | null) => void): void;
  disconnect(): void;
  scan(callback: (networks: { ssid: string }[]) => void): void;
  startAP(ssid: string, options: { password: string; authMode: string }, callback: () => void): void;
  stopAP(): void;
  getIP(): { ip: string };
  getAPIP(): { mac: string };
  /** The ESP32 tells the signal here; its getDetails does not. `mode` is `STA`, `AP`, `APSTA` or `NULL`. */
  getStatus(): { rssi: number; mode: string; station: string };
  on(event: 'connected', listener: () => void): void;
  on(event: 'disconnected', listener: (details: { msg: string }) => void): void;
}

declare function require(module: 'Storage'): EspruinoStorage;
declare function require(module: 'Wifi'): EspruinoWifi;
interface EspruinoUdpSocket {
  on(event: 'message', listener: (text: string) => void): void;
  /** The host may be a name. */
  send(text: string, port: number, host: string): void;
  close(): void;
}

declare function require(module: 'dgram'): { createSocket(family: 'udp4'): EspruinoUdpSocket };
declare function require(module: 'TelnetServer'): { setOptions(options: { mode: string }): void };
declare function require(module: 'net'): {
  createServer(serve: (connection: EspruinoSocket) => void): { listen(port: number): void };
  /** Throws at once where nobody listens. */
  connect(options: { host: string; port: number }): EspruinoSocket;
};

declare const E: {
  toUint8Array(text: string): Uint8Array;
  getErrorFlags(): string[];
  enableWatchdog(seconds: number, automatic: boolean): void;
  setDST(...rule: number[]): void;
  CRC32(text: string): number;
  setConsole(device: string, options: { force: boolean }): void;
  reboot(): void;
  on(event: 'errorFlag', listener: (flags: string[]) => void): void;
};
declare const process: {
  env: { VERSION: string };
  /** Without `false` garbage is collected first, some 4 ms. */
  memory(collect?: boolean): { free: number; total: number };
};
declare const ESP32: { getState(): { freeHeap: number; BLE: boolean } };
declare function peek32(address: number): number;
declare function poke32(address: number, value: number): void;
/** Runs code among the variables at the top, where `eval` itself would keep the minifier from naming them. */
declare const global: { eval(code: string): void; [key: string]: unknown };
declare function print(text: string): void;
/** A text is run as code, from memory. */
declare function setTimeout(callback: (() => void) | string, ms: number): number;
declare function digitalRead(pin: Pin): number;
declare function digitalWrite(pin: Pin, level: number): void;
declare function Pin(number: number): Pin;
