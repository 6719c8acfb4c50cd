/** What the firmware uses of Espruino (www.espruino.com/Reference). */

type Pin = { readonly __pin: unique symbol };
declare const D2: Pin;
declare const D16: Pin;
declare const D17: Pin;

interface EspruinoSerial {
  setup(baud: number, options: { rx: Pin; tx?: Pin; bytesize: number; parity: string | null; stopbits: number }): void;
  on(event: 'data', listener: (text: string) => void): void;
  write(data: Uint8Array): void;
}
declare const Serial3: EspruinoSerial;

interface EspruinoSocket {
  /** The interpreter's own mark that a connection is to be closed without sending what waits (socketserver.c). */
  clsNow?: boolean;
  destroy?: () => void;
}

interface EspruinoStorage {
  read(name: string): string | undefined;
  write(name: string, text: string): boolean;
}

interface EspruinoWifi {
  setHostname(name: string): void;
  connect(ssid: string, options: { password: string }, callback: (error: string | null) => void): void;
  setSNTP(server: string, zone: number): void;
  getIP(): { ip: string };
  getDetails(): { rssi: number };
  on(event: 'connected' | 'disconnected' | 'dhcp_timeout', listener: () => void): void;
}

declare function require(name: 'Storage'): EspruinoStorage;
declare function require(name: 'Wifi'): EspruinoWifi;
declare function require(name: 'TelnetServer'): { setOptions(options: { mode: string }): void };
declare function require(name: 'net'): {
  createServer(serve: (connection: EspruinoSocket) => void): { listen(port: number): void };
};

declare const E: {
  toUint8Array(text: string): Uint8Array;
  getErrorFlags(): string[];
  enableWatchdog(seconds: number, automatic: boolean): void;
  setDST(...rule: number[]): void;
};
declare const process: { memory(collect?: boolean): { free: number; total: number } };
declare function print(text: string): void;
declare function setInterval(callback: () => void, ms: number): number;
declare function setTimeout(callback: () => void, ms: number): number;
declare function digitalWrite(pin: Pin, level: number): void;
declare function Pin(number: number): Pin;
