import { Box, EmptyStateLayout, Typography } from '@strapi/design-system';
import { Pagination } from '@strapi/strapi/admin';
import { useEffect, useRef } from 'react';
import { useLocation, useSearchParams } from 'react-router-dom';
import { useWebhookDeliveriesQuery, type Delivery, type Endpoint } from '../api';
import { Missing, Section } from '../parts';
import { useTexts } from '../texts';
import { DeliveryDialog } from './DeliveryDialog';
import { DeliveryTable } from './DeliveryTable';
import { Filters } from './Filters';
import { pageSizes, readView, writeView, type View } from './view';

interface Props {
  readonly endpoints: readonly Endpoint[];
  readonly canSend: boolean;
  readonly pollingInterval: number;
  readonly onChange: () => void;
}

const isFiltered = ({ endpoint, state, event }: View): boolean =>
  endpoint !== undefined || state !== undefined || event !== undefined;

/** Links of the endpoints' numbers lead here. */
const useScrollHere = () => {
  const ref = useRef<HTMLDivElement>(null);
  const location = useLocation();
  useEffect(() => {
    if (location.hash === '#deliveries') ref.current?.scrollIntoView({ block: 'start' });
  }, [location]);
  return ref;
};

interface ListProps {
  readonly deliveries: readonly Delivery[];
  readonly endpoints: readonly Endpoint[];
  readonly view: View;
  readonly onOpen: (id: number) => void;
}

const List = ({ deliveries, endpoints, view, onOpen }: ListProps) => {
  const { t } = useTexts();
  if (deliveries.length > 0) {
    return <DeliveryTable deliveries={deliveries} endpoints={endpoints} onOpen={onOpen} />;
  }
  const isWide = !isFiltered(view) && view.page === 1;
  return (
    <EmptyStateLayout
      content={t(isWide ? 'deliveries.none' : 'deliveries.noneSuch')}
      hasRadius
      shadow="tableShadow"
    />
  );
};

/** The log: every message on its way to every endpoint, the newest first. */
export const Deliveries = ({ endpoints, canSend, pollingInterval, onChange }: Props) => {
  const { t } = useTexts();
  const ref = useScrollHere();
  const [params, setParams] = useSearchParams();
  const view = readView(params);
  useEffect(() => {
    // Strapi's pagination takes the page from the address alone.
    if (!params.has('page')) setParams(writeView(readView(params)), { replace: true });
  }, [params, setParams]);
  const { endpoint, state, event, page, pageSize } = view;
  const { data, isError, isFetching } = useWebhookDeliveriesQuery(
    { endpoint, state, event, start: (page - 1) * pageSize, limit: pageSize },
    { pollingInterval, refetchOnMountOrArgChange: true },
  );
  const total = data?.meta.pagination.total ?? 0;
  const open = (delivery: number | undefined): void => {
    setParams(writeView({ ...view, delivery }));
    onChange();
  };
  return (
    <Box ref={ref}>
      <Section title={t('deliveries.title')}>
        <Filters
          endpoints={endpoints}
          view={view}
          onChange={(change) => {
            setParams(writeView({ ...view, ...change, page: 1 }));
            onChange();
          }}
        />
        <Typography
          tag="p"
          variant="pi"
          textColor="neutral600"
          paddingTop={4}
          paddingBottom={2}
          role="status"
        >
          {data && t('deliveries.total', { count: total })}
        </Typography>
        <Box aria-busy={isFetching}>
          {data ? (
            <List deliveries={data.data} endpoints={endpoints} view={view} onOpen={open} />
          ) : (
            <Missing isError={isError} />
          )}
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
      </Section>
      {view.delivery !== undefined && (
        <DeliveryDialog
          id={view.delivery}
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
