import analytics from './analytics.json';
import backfill from './backfill.json';
import bookingReport from './bookingReport.json';
import calendar from './calendar.json';
import common from './common.json';
import contacts from './contacts.json';
import deliveries from './deliveries.json';
import home from './home.json';
import ledger from './ledger.json';
import levels from './levels.json';
import messages from './messages.json';
import privacy from './privacy.json';
import programme from './programme.json';
import referrals from './referrals.json';
import rewards from './rewards.json';
import services from './services.json';
import team from './team.json';

export default { analytics, backfill, bookingReport, calendar, common, contacts, deliveries, home, ledger, levels, messages, privacy, programme, referrals, rewards, services, team };
