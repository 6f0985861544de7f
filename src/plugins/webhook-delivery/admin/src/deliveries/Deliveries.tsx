import { Box, EmptyStateLayout, Typography } from '@strapi/design-system';
import { Pagination } from '@strapi/strapi/admin';
import { Section } from 'newsroom-plugin-kit/admin/components/Section';
import { useEffect, useRef } from 'react';
import { useLocation, useSearchParams } from 'react-router-dom';
import type { Delivery, Endpoint } from '../../../shared/answers';
import { useWebhookDeliveriesQuery } from '../api';
import { LoadingOrError } from '../components/LoadingOrError';
import { useTexts } from '../texts';
import { DeliveryDialog } from './DeliveryDialog';
import { DeliveryTable } from './DeliveryTable';
import { Filters } from './Filters';
import { pageSizes, readSelection, writeSelection, type Selection } from './selection';

interface Props {
  readonly endpoints: readonly Endpoint[];
  readonly canSend: boolean;
  readonly pollingInterval: number;
  readonly onChange: () => void;
}

/** The selection in the address of the page, and the function that changes it. */
const useSelection = () => {
  const [address, setAddress] = useSearchParams();
  useEffect(() => {
    // Strapi's pagination reads page and size from the address only, so they must be there.
    if (!address.has('page')) setAddress(writeSelection(readSelection(address)), { replace: true });
  }, [address, setAddress]);
  return [
    readSelection(address),
    (selection: Selection): void => setAddress(writeSelection(selection)),
  ] as const;
};

/** The numbers of an endpoint link to `#deliveries`. */
const useScrollHere = () => {
  const ref = useRef<HTMLDivElement>(null);
  const location = useLocation();
  useEffect(() => {
    if (location.hash === '#deliveries') ref.current?.scrollIntoView({ block: 'start' });
  }, [location]);
  return ref;
};

const isFiltered = ({ endpoint, state, event }: Selection): boolean =>
  endpoint !== undefined || state !== undefined || event !== undefined;

interface PageProps extends Pick<Props, 'endpoints' | 'pollingInterval'> {
  readonly selection: Selection;
  readonly onOpen: (id: number) => void;
}

const List = ({ deliveries, ...props }: PageProps & { deliveries: readonly Delivery[] }) => {
  const { t } = useTexts();
  const { endpoints, selection, onOpen } = props;
  if (deliveries.length > 0) {
    return <DeliveryTable deliveries={deliveries} endpoints={endpoints} onOpen={onOpen} />;
  }
  const isWholeLog = !isFiltered(selection) && selection.page === 1;
  return (
    <EmptyStateLayout
      content={t(isWholeLog ? 'deliveries.none' : 'deliveries.noneSuch')}
      hasRadius
      shadow="tableShadow"
    />
  );
};

const ListPage = (props: PageProps) => {
  const { t } = useTexts();
  const { endpoint, state, event, page, pageSize } = props.selection;
  const { data, isError, isFetching } = useWebhookDeliveriesQuery(
    { endpoint, state, event, start: (page - 1) * pageSize, limit: pageSize },
    { pollingInterval: props.pollingInterval, refetchOnMountOrArgChange: true },
  );
  const total = data?.meta.pagination.total ?? 0;
  return (
    <>
      <Typography tag="p" variant="pi" textColor="neutral600" paddingTop={4} paddingBottom={2} role="status">
        {data && t('deliveries.total', { count: total })}
      </Typography>
      <Box aria-busy={isFetching}>
        {data ? <List {...props} deliveries={data.data} /> : <LoadingOrError isError={isError} />}
      </Box>
      <Pagination.Root
        pageCount={Math.ceil(total / pageSize)}
        total={total}
        defaultPage={page}
        defaultPageSize={pageSize}
      >
        <Pagination.PageSize options={pageSizes.map(String)} />
        <Pagination.Links />
      </Pagination.Root>
    </>
  );
};

/** The log: the deliveries of all messages to all endpoints, newest first. */
export const Deliveries = ({ endpoints, canSend, pollingInterval, onChange }: Props) => {
  const { t } = useTexts();
  const ref = useScrollHere();
  const [selection, setSelection] = useSelection();
  const select = (change: Partial<Selection>): void => {
    setSelection({ ...selection, ...change });
    onChange();
  };
  const open = (delivery: number | undefined): void => select({ delivery });
  return (
    <Box ref={ref}>
      <Section title={t('deliveries.title')} gap={3}>
        <Filters
          endpoints={endpoints}
          selection={selection}
          onChange={(change) => select({ ...change, page: 1 })}
        />
        <ListPage
          endpoints={endpoints}
          pollingInterval={pollingInterval}
          selection={selection}
          onOpen={open}
        />
      </Section>
      {selection.delivery !== undefined && (
        <DeliveryDialog
          id={selection.delivery}
          endpoints={endpoints}
          canSend={canSend}
          pollingInterval={pollingInterval}
          onChange={onChange}
          onClose={() => open(undefined)}
        />
      )}
    </Box>
  );
};
