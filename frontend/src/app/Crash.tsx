import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Empty, Page, Section } from '../ui/Page';

/** In place of a page whose code failed or whose chunk is gone after an upgrade. */
export function Crash() {
  const { t } = useTranslation();
  return (
    <div role="alert">
      <Empty
        title={t('error.crashTitle')}
        action={
          <Button variant="default" onClick={() => location.reload()}>
            {t('reload')}
          </Button>
        }
      >
        {t('error.crashText')}
      </Empty>
    </div>
  );
}

export function Lost() {
  const { t } = useTranslation();
  return (
    <Page title={t('error.pageTitle')}>
      <Section>
        <Empty title={t('error.pageTitle')}>{t('error.pageText')}</Empty>
      </Section>
    </Page>
  );
}
