import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useReadingProducts } from '../api/shelf';
import { Note } from './Note';

/** Says that the app may not read products, and lets the merchant allow it.
 * Nothing where it may. */
export function ReadingProducts() {
  const { t } = useTranslation();
  const { denied, request } = useReadingProducts();
  if (!denied) return null;
  return (
    <Note
      tone="info"
      action={
        request && (
          <Button variant="default" size="compact-sm" onClick={() => void request.run()}>
            {t('shelf.allow')}
          </Button>
        )
      }
    >
      {t('shelf.denied')}
    </Note>
  );
}
