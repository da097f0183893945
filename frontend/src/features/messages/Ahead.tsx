import { NumberInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import classes from './Messages.module.css';

/** Tells whether what was entered is no whole number from 0 to the most there can be. */
export const outside = (value: number | string, most: number) =>
  typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > most;

interface Props {
  name: 'days' | 'hours';
  most: number;
  value: number | string;
  onChange: (value: number | string) => void;
}

/** How long ahead somebody is reminded. */
export function Ahead({ name, most, value, onChange }: Props) {
  const { t } = useTranslation('messages');
  return (
    <NumberInput
      classNames={{ input: classes.days }}
      label={t(`choice.${name}`)}
      description={t(`choice.${name}Help`, { max: most })}
      error={outside(value, most) && t('choice.fault', { max: most })}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      allowDecimal={false}
      allowNegative={false}
      clampBehavior="none"
      hideControls
      value={value}
      onChange={onChange}
    />
  );
}
