/** The optional parts of the firmware: files of Storage, and the functions by which they are entered. */
export const PARTS = {
  /** Asks a meter by its optical eye (setting `meter`). */
  'eye.js': ['createPoller', 'createEyeUart'],
  /** Sends lists to other servers (settings `*_url`). */
  'push.js': ['createPush'],
  /** `GET /history`, `GET /data.json` and `GET /metrics`. */
  'export.js': ['exportResponse', 'historyResponse'],
  /** `/config` and `/restart`. */
  'config.js': ['configurationResponse'],
  /** The setup portal. */
  'portal.js': ['openPortal'],
};
