/**
 * Version of everything in this folder. A client that speaks another one is told to reload;
 * raise it with every change that an older peer would misread.
 */
export const PROTOCOL_VERSION = 1
