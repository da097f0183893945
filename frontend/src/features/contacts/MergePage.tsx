import { Button, Skeleton, Textarea, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams, useSearchParams } from 'react-router';
import type { ContactRow } from '../../api/types';
import { useFormat } from '../../ui/format';
import { Note } from '../../ui/Note';
import { Empty, LoadingNote, Page, Section } from '../../ui/Page';
import { Problem } from '../../ui/Problem';
import { Tag } from '../../ui/Tag';
import { noteLengthMax } from './AdjustDialog';
import { contactQuery, contactsQuery, mergePreviewQuery, similarQuery, useMerge } from './api';
import { MergeTable } from './MergeTable';
import classes from './Contact.module.css';

const searchDelayMs = 250;
const searchLengthMax = 100;
const foundMax = 10;

/** Makes another contact part of this one: choose, look at what would happen, merge. */
export function MergePage() {
  const { t } = useTranslation('contacts');
  const { id = '' } = useParams();
  const [params, setParams] = useSearchParams();
  const from = params.get('from') ?? '';
  const card = useQuery(contactQuery(id));
  const name = card.data?.contact.name || card.data?.contact.email || t('noName');
  return (
    <Page title={t('merge.title')} intro={t('merge.intro')} back={{ to: `/contacts/${encodeURIComponent(id)}`, label: name }}>
      {card.isError && <Problem error={card.error} onRetry={() => void card.refetch()} />}
      {from ? (
        <Preview key={from} id={id} from={from} onOther={() => setParams({})} />
      ) : (
        <Choose id={id} onChoose={(other) => setParams({ from: other })} />
      )}
    </Page>
  );
}

function Choose({ id, onChoose }: { id: string; onChoose: (id: string) => void }) {
  const { t } = useTranslation('contacts');
  const [typed, setTyped] = useState('');
  const [search] = useDebouncedValue(typed.trim(), searchDelayMs);
  const similar = useQuery(similarQuery(id));
  const found = useQuery({ ...contactsQuery({ search, limit: foundMax }), enabled: search !== '' });
  const proposed = similar.data?.items ?? [];
  const others = (found.data?.items ?? []).filter((c) => c.id !== id);
  return (
    <>
      <Section title={t('merge.similar')} intro={t('merge.similarText')} flush>
        {similar.isError && <Problem error={similar.error} onRetry={() => void similar.refetch()} />}
        {similar.isPending && <Skeleton height={48} />}
        {similar.data && proposed.length === 0 && <Empty title={t('merge.noSimilar')}>{t('merge.noSimilarText')}</Empty>}
        <ul className={classes.choices}>
          {proposed.map(({ contact, shares }) => (
            <Choice key={contact.id} contact={contact} shares={shares ?? []} onChoose={onChoose} />
          ))}
        </ul>
      </Section>
      <Section title={t('merge.search')}>
        <TextInput
          type="search"
          role="searchbox"
          aria-label={t('search')}
          placeholder={t('search')}
          maxLength={searchLengthMax}
          value={typed}
          onChange={(e) => setTyped(e.currentTarget.value)}
          leftSection={<IconSearch size={15} stroke={1.8} aria-hidden />}
        />
        {found.isError && <Problem inline error={found.error} />}
        {search !== '' && found.data && others.length === 0 && <p className="muted">{t('merge.nobody')}</p>}
        {search !== '' && (
          <ul className={classes.choices}>
            {others.map((contact) => (
              <Choice key={contact.id} contact={contact} shares={[]} onChoose={onChoose} />
            ))}
          </ul>
        )}
      </Section>
    </>
  );
}

const shareNames = ['email', 'phone', 'name'] as const;

function Choice({ contact, shares, onChoose }: { contact: ContactRow; shares: string[]; onChoose: (id: string) => void }) {
  const { t } = useTranslation(['contacts', 'common']);
  const f = useFormat();
  const name = contact.name || contact.email || t('noName');
  return (
    <li className={classes.choice}>
      <div>
        <div className={classes.tags}>
          <span className={classes.strong}>{name}</span>
          {contact.kind === 'guest' && <Tag tone="quiet">{t('common:guest')}</Tag>}
          {shareNames
            .filter((share) => shares.includes(share))
            .map((share) => (
              <Tag key={share} tone="plain">
                {t(`merge.shares.${share}`)}
              </Tag>
            ))}
        </div>
        <div className="muted small">
          {[contact.email, contact.phone].filter(Boolean).join(' · ')}
          {(contact.email || contact.phone) && ' · '}
          {t('common:points', { count: contact.balance, value: f.number(contact.balance) })}
        </div>
      </div>
      <Button variant="default" size="xs" aria-label={t('merge.chooseNamed', { name })} onClick={() => onChoose(contact.id)}>
        {t('merge.choose')}
      </Button>
    </li>
  );
}

function Preview({ id, from, onOther }: { id: string; from: string; onOther: () => void }) {
  const { t } = useTranslation(['contacts', 'common']);
  const preview = useQuery(mergePreviewQuery(id, from));
  if (preview.isError) {
    return (
      <Section title={t('merge.preview')}>
        <Problem error={preview.error} onRetry={() => void preview.refetch()} />
        <Choices id={id} from={from} onOther={onOther} />
      </Section>
    );
  }
  if (!preview.data) {
    return (
      <>
        <LoadingNote />
        <Skeleton height={420} />
      </>
    );
  }
  return (
    <>
      <Section title={t('merge.preview')} intro={t('merge.previewText')} flush>
        <MergeTable preview={preview.data} />
        <div className={classes.foot}>
          <Choices id={id} from={from} onOther={onOther} />
        </div>
      </Section>
      <Note tone="warn" title={t('merge.lasting')}>
        <ul>
          {(['spent', 'welcome', 'guests', 'platform'] as const).map((what) => (
            <li key={what}>{t(`merge.lastingList.${what}`)}</li>
          ))}
        </ul>
      </Note>
      <MergeForm id={id} from={from} />
    </>
  );
}

function Choices({ id, from, onOther }: { id: string; from: string; onOther: () => void }) {
  const { t } = useTranslation('contacts');
  return (
    <div className={classes.tags}>
      <Button variant="subtle" size="xs" onClick={onOther}>
        {t('merge.other')}
      </Button>
      <Button
        variant="subtle"
        size="xs"
        component={Link}
        to={`/contacts/${encodeURIComponent(from)}/merge?from=${encodeURIComponent(id)}`}
      >
        {t('merge.swap')}
      </Button>
    </div>
  );
}

// The key is made once per preview, so that pressing the button twice, or again
// after a lost answer, merges once.
function MergeForm({ id, from }: { id: string; from: string }) {
  const { t } = useTranslation(['contacts', 'common']);
  const navigate = useNavigate();
  const [key] = useState(() => crypto.randomUUID());
  const [note, setNote] = useState('');
  const merge = useMerge(id, from);
  const submit = () =>
    merge.mutate(
      { key, note: note.trim() },
      {
        onSuccess: () => {
          notifications.show({ message: t('merge.done') });
          void navigate(`/contacts/${encodeURIComponent(id)}`);
        },
      },
    );
  return (
    <Section title={t('merge.confirm')}>
      <div className={classes.form}>
        <Textarea
          label={t('merge.note')}
          description={t('merge.noteHelp')}
          autosize
          minRows={2}
          maxRows={6}
          maxLength={noteLengthMax}
          value={note}
          onChange={(e) => setNote(e.currentTarget.value)}
        />
        {merge.isError && <Problem inline error={merge.error} />}
        <div className={classes.formFoot}>
          <Button variant="default" component={Link} to={`/contacts/${encodeURIComponent(id)}`}>
            {t('common:cancel')}
          </Button>
          <Button loading={merge.isPending} onClick={submit}>
            {t('merge.submit')}
          </Button>
        </div>
      </div>
    </Section>
  );
}
