/**
 * Every request that is ever sent to a meter. All of them read. The protocols of the optical eye can also set clock and
 * registers, log in and open the disconnect relay; no such request is in this table, and the poller sends by number only.
 */

/** Instead of a request number: the meter continues unasked. */
export const NO_REQUEST = -1;
/** IEC 62056-21: `/?!`, and from 1 on the acknowledgements `ACK 0 Z 0` of mode C with Z = 0 to 6. */
export const SIGN_ON = 0;
export const ACKNOWLEDGE = 1;
/** KMP of the 685-382: memory 0001-002C (type, numbers), actual values (90), energy and tariffs (95 00). */
export const ASCII_KMP = 8;
/**
 * Binary KMP: GetType; GetRegister of 13 14 1 2 15 16 1023 1024, of 1025 1026 1054-1056 1076-1078, of 1003 1002 1047 1004 19 23
 * 39 58 and of 1001 51 1126 1080-1082 3 4; GetSerialNo.
 */
export const BINARY_KMP = 11;
/** The number of requests. */
export const REQUESTS = 17;

/** The bytes of request 0 to 16, including check sequence and byte stuffing. */
export function requestBytes(number: number): Uint8Array {
  // Hex digits between the start 80 3F and the stop 0D.
  const binary =
    '01058A 1008001BF2000E00010002000F001003FF040011F5 100804010402041E041F0420043404350436274F ' +
    '100803EB03EA041703EC001300170027003AA408 100803E90033046604380439043A00030004B3F5 0235E9';
  let text = '/?!\r\n';
  if (number >= BINARY_KMP) {
    text = '\x80?';
    (binary.split(' ')[number - BINARY_KMP].match(/../g) as string[]).forEach(function (digits) {
      text += String.fromCharCode(parseInt(digits, 16));
    });
    text += '\r';
  } else if (number >= ASCII_KMP) text = '@FE' + '010001002CD4 9072 95006D'.split(' ')[number - ASCII_KMP] + '\r';
  else if (number > SIGN_ON) text = '\x060' + (number - ACKNOWLEDGE) + '0\r\n';
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}
