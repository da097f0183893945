import { NativeSelect, SegmentedControl, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Messages } from '../../api/types';
import { languageNames, languageOf } from '../../i18n/languages';
import { useFormat } from '../../ui/format';
import { Section } from '../../ui/Page';
import { Problem } from '../../ui/Problem';
import { type MessageLanguage, previewQuery } from './api';
import classes from './Messages.module.css';

/** A message as a contact gets it, with made-up contents. The page comes from
 * the server and is shown without scripts. */
export function Reading({ messages }: { messages: Messages }) {
  const { t, i18n } = useTranslation('messages');
  const f = useFormat();
  const [name, setName] = useState(messages.messages[0]?.name ?? '');
  const [language, setLanguage] = useState<MessageLanguage>(languageOf(i18n.language));
  const [form, setForm] = useState('page');
  const preview = useQuery(previewQuery(name, language));
  return (
    <Section title={t('reading.title')} intro={t('reading.intro')}>
      <div className={classes.pick}>
        <NativeSelect
          label={t('reading.message')}
          data={messages.messages.map((m) => ({ value: m.name, label: f.text(m.title) }))}
          value={name}
          onChange={(e) => setName(e.currentTarget.value)}
        />
        <NativeSelect
          label={t('reading.language')}
          data={messages.languages.map((l) => ({ value: l, label: languageNames[l as MessageLanguage] }))}
          value={language}
          onChange={(e) => setLanguage(e.currentTarget.value as MessageLanguage)}
        />
        <SegmentedControl
          aria-label={t('reading.form')}
          data={[
            { value: 'page', label: t('reading.page') },
            { value: 'text', label: t('reading.text') },
          ]}
          value={form}
          onChange={setForm}
        />
      </div>
      {preview.isError && <Problem inline error={preview.error} onRetry={() => void preview.refetch()} />}
      {preview.isPending && <Skeleton height={420} />}
      {preview.data && (
        <>
          <p className={classes.subject}>{preview.data.subject}</p>
          {form === 'page' ? (
            <iframe className={classes.letter} title={preview.data.subject} sandbox="" srcDoc={preview.data.html} />
          ) : (
            <pre className={classes.text}>{preview.data.text}</pre>
          )}
        </>
      )}
    </Section>
  );
}
