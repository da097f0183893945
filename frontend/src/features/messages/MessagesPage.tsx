import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Note } from '../../ui/Note';
import { LoadingNote, Page, Section } from '../../ui/Page';
import { Problem } from '../../ui/Problem';
import { messagesQuery } from './api';
import { Choice } from './Choice';
import classes from './Messages.module.css';
import { Reading } from './Reading';

/** Which mails contacts get, and how they read. */
export function MessagesPage() {
  const { t } = useTranslation('messages');
  const messages = useQuery(messagesQuery);
  return (
    <Page title={t('title')} intro={t('intro')}>
      {messages.isError && !messages.data && (
        <Section>
          <Problem error={messages.error} onRetry={() => void messages.refetch()} />
        </Section>
      )}
      {messages.isPending && (
        <Section>
          <div className={classes.skeleton}>
            <LoadingNote />
            <Skeleton height={40} />
            <Skeleton height={40} />
            <Skeleton height={40} />
          </div>
        </Section>
      )}
      {messages.data && (
        <>
          {!messages.data.ready && (
            <Note tone="warn" title={t('notReady.title')}>
              {t('notReady.text')}
            </Note>
          )}
          <Choice key={messages.data.version} messages={messages.data} onReload={() => void messages.refetch()} />
          <Reading messages={messages.data} />
        </>
      )}
    </Page>
  );
}
