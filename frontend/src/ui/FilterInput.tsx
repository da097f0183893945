import { TextInput } from '@mantine/core';
import { useTyped } from './useTyped';

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
  const { typed, type } = useTyped(value, onFilter, delayMs);
  return (
    <TextInput
      label={label}
      placeholder={placeholder}
      maxLength={lengthMax}
      value={typed}
      onChange={(e) => type(e.currentTarget.value)}
    />
  );
}
