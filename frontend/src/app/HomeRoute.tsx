import { PastOrders } from '../features/backfill/PastOrders';
import { HomePage } from '../features/home/HomePage';

/** The home page with what another feature adds to it: features do not know
 * each other. */
export function HomeRoute() {
  return <HomePage more={(home) => <PastOrders mended={home.mended} />} />;
}
