import { NumberInput, type NumberInputProps } from '@mantine/core';

interface CountProps extends Omit<NumberInputProps, 'onChange'> {
  label: string;
  help?: string;
  /** What is counted, behind the number, such as min. */
  unit?: string;
  onChange: (value: number) => void;
}

/** A whole number; an emptied field is none. Help stands below its field, so
 * that fields side by side are on one line. */
export function Count({ help, unit, onChange, ...props }: CountProps) {
  return (
    <NumberInput
      description={help}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      allowDecimal={false}
      allowNegative={false}
      hideControls
      inputMode="numeric"
      rightSection={unit && <span className="muted small">{unit}</span>}
      rightSectionWidth={unit ? 48 : undefined}
      {...props}
      onChange={(v) => onChange(typeof v === 'number' ? v : 0)}
    />
  );
}
