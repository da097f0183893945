import { TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useState } from 'react';

const delayMs = 300;
const lengthMax = 40;

interface FilterProps {
  label: string;
  placeholder?: string;
  /** What is filtered for now, as the address has it. */
  value: string;
  onFilter: (value: string) => void;
}

/** A text that a list is filtered for, once the typing pauses. */
export function FilterInput({ label, placeholder, value, onFilter }: FilterProps) {
  const [typed, setTyped] = useState(value);
  const [seen, setSeen] = useState(value);
  // The address may change from outside, by the back button say; follow it.
  if (seen !== value) {
    setSeen(value);
    if (typed.trim() !== value) setTyped(value);
  }
  const tell = useDebouncedCallback((text: string) => onFilter(text.trim()), delayMs);
  return (
    <TextInput
      label={label}
      placeholder={placeholder}
      maxLength={lengthMax}
      value={typed}
      onChange={(e) => {
        setTyped(e.currentTarget.value);
        tell(e.currentTarget.value);
      }}
    />
  );
}
