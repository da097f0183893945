import { Autocomplete, type AutocompleteProps } from '@mantine/core';
import { useTranslation } from 'react-i18next';

interface ZoneFieldProps extends Omit<AutocompleteProps, 'data'> {
  label: string;
  /** The zone that counts where none is chosen. */
  fallback: string;
}

const zones = Intl.supportedValuesOf('timeZone');
const shown = 50;

/** A time zone by its IANA name; empty for another's. */
export function ZoneField({ fallback, ...props }: ZoneFieldProps) {
  const { t } = useTranslation('team');
  return (
    <Autocomplete
      description={t('zone.help', { zone: fallback })}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      placeholder={fallback}
      data={zones}
      limit={shown}
      maxLength={60}
      {...props}
    />
  );
}
