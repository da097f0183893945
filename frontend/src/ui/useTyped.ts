import { useDebouncedCallback } from '@mantine/hooks';
import { useState } from 'react';

/** A text that is typed, and told once the typing pauses for so many
 * milliseconds. What it was told for comes back as value, through the address. */
export function useTyped(value: string, tell: (text: string) => void, delayMs: number) {
  const [typed, setTyped] = useState(value);
  const [seen, setSeen] = useState(value);
  const [told, setTold] = useState(value);
  // The address may change from outside, by the back button say; follow it. What
  // was told itself arrives late, and letters may have been typed since.
  if (seen !== value) {
    setSeen(value);
    if (told !== value) {
      setTold(value);
      setTyped(value);
    }
  }
  const later = useDebouncedCallback((text: string) => {
    setTold(text);
    tell(text);
  }, delayMs);
  const type = (text: string) => {
    setTyped(text);
    later(text.trim());
  };
  return { typed, type };
}
