import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { ContactCard } from '../../api/types';
import { useFormat } from '../../ui/format';
import { Note } from '../../ui/Note';

/** Recommendations of a contact that look like ones within a household. */
export function ReferralNote({ card }: { card: ContactCard }) {
  const { t } = useTranslation('referrals');
  const f = useFormat();
  const waiting = card.referralsToReview;
  if (waiting.length === 0) return null;
  const name = (person?: { name?: string }) => (person ? person.name || t('nameless') : t('nobody'));
  return (
    <Note
      tone="warn"
      title={t('review.title', { count: waiting.length, value: f.number(waiting.length) })}
      action={<Link to={`/referrals?state=review&contact=${encodeURIComponent(card.contact.id)}`}>{t('review.open')}</Link>}
    >
      <ul>
        {waiting.map((r) => (
          <li key={r.id}>
            {t('review.line', { advocate: name(r.advocate), friend: name(r.friend), signs: r.signs.map((sign) => t(`sign.${sign}`)).join(' · ') })}
          </li>
        ))}
      </ul>
    </Note>
  );
}
