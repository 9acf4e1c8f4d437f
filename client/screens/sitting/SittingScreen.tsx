/** Placeholder body while the call is being built. */
export default function SittingScreen() {
  return null
}
