/** Lists without a documented layout, as meters of Kamstrup and other manufacturers send them; the values are invented. */
import { frameOf, notification, obis, structure, text, u16, u32 } from './frame.js';
import { asciiOf, bytesOf, concat } from './hex.js';

export const SOME_ID = '5706567000000002';
export const SOME_TYPE = '6842121BN245101040';

/** One object: its OBIS code and its value. */
export function object(code: string, value: number[]): number[][] {
  return [obis(code), value];
}

/** A list in Kamstrup's form with these objects after version, meter id and meter type. */
export function kamstrupList(
  objects: number[][][],
  version = 'Kamstrup_V0001',
  id = SOME_ID,
  time?: number[],
): Uint8Array {
  const head = [[text(version)], object('1.1.0.0.5.255', text(id)), object('1.1.96.1.1.255', text(SOME_TYPE))];
  return frameOf(notification(structure([...head, ...objects].flat()), time));
}

/** A 10 s list of a 3-phase meter that measures active power only and omits the other objects. */
export function twoQuadrantList(id = SOME_ID): Uint8Array {
  return kamstrupList(
    [
      object('1.1.1.7.0.255', u32(2345)),
      object('1.1.2.7.0.255', u32(12)),
      object('1.1.31.7.0.255', u32(341)),
      object('1.1.51.7.0.255', u32(342)),
      object('1.1.71.7.0.255', u32(343)),
      object('1.1.32.7.0.255', u16(231)),
      object('1.1.52.7.0.255', u16(232)),
      object('1.1.72.7.0.255', u16(233)),
    ],
    'Kamstrup_V0001',
    id,
  );
}

/** Kaifa: the version has no OBIS code, the date-time is an octet-string, the source address has two bytes. */
export function kaifaList(): Uint8Array {
  const body = structure([
    [0x09, 7, ...asciiOf('KFM_001')],
    [0x09, 16, ...asciiOf('6970631400000001')],
    [0x09, 8, ...asciiOf('MA304H3E')],
    ...[1500, 0, 0, 120, 6100, 3200, 1800, 2310, 2320, 2330].map(u32),
  ]);
  const head = bytesOf('E6 E7 00 0F 40 00 00 00 09 0C 07 EA 01 0F 04 0D 05 14 FF 80 00 00');
  return frameOf(concat([head, body]), [0x01, 0x02, 0x01, 0x10]);
}

/** Aidon: an array of structures of three, without a date-time; the source address has two bytes. */
export function aidonList(): Uint8Array {
  const scaler = structure([
    [0x0f, 0],
    [0x16, 27],
  ]);
  const elements = [
    structure([obis('1.1.0.2.129.255'), text('AIDON_V0001')]),
    structure([obis('0.0.96.1.0.255'), text('7359992890941742')]),
    structure([obis('1.0.1.7.0.255'), u32(1500), scaler]),
  ];
  const head = bytesOf('E6 E7 00 0F 40 00 00 00 00');
  return frameOf(concat([head, [0x01, elements.length], elements.flat()]), [0x41, 0x08, 0x83, 0x13]);
}

/** An encrypted list: general-glo-ciphering, system title, security byte, frame counter, ciphertext, tag. */
export function encryptedList(): Uint8Array {
  const head = bytesOf('E6 E7 00 DB 08 4B 41 4D 45 01 02 03 04 81 E0 30 00 00 10 92');
  return frameOf(concat([head, Uint8Array.from({ length: 219 }, (_, i) => (i * 89 + 7) & 255)]), [0x41, 0x03, 0x13]);
}

/** The next version of Kamstrup's list, which is not known yet. */
export function nextVersionList(): Uint8Array {
  return kamstrupList([object('1.1.1.7.0.255', u32(1))], 'Kamstrup_V0002');
}
