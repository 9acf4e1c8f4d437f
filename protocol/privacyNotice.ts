/**
 * Version of the privacy notice that people read before camera and microphone are touched (PI-1). Raise it with every
 * change of the text, so that the record says what was read.
 */
export const PRIVACY_NOTICE_VERSION = '2026-1'
