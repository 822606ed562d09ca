// A list of which more can be asked for. It is always read from its beginning to where the reader is: a live update in the
// middle of "load more" loses neither.
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Page } from './answers.ts';

export interface List<Item> {
  items: Item[];
  hasMore: boolean;
}

type ReadPage<Item> = (cursor: string | null, signal: AbortSignal) => Promise<Page<Item>>;

export function useList<Item extends { id: string }>(queryKey: readonly unknown[], readPage: ReadPage<Item>) {
  const [pages, setPages] = useState(1);
  const { data, error, refetch, isPlaceholderData } = useQuery({
    queryKey: [...queryKey, pages],
    queryFn: ({ signal }) => readPages(readPage, pages, signal),
    placeholderData: keepPreviousData,
  });
  return {
    /** Undefined until the first reading. */
    items: data?.items,
    hasMore: data?.hasMore ?? false,
    isLoadingMore: isPlaceholderData,
    loadMore: () => setPages(pages + 1),
    error,
    readAgain: () => void refetch(),
  };
}

async function readPages<Item extends { id: string }>(
  readPage: ReadPage<Item>,
  pages: number,
  signal: AbortSignal,
): Promise<List<Item>> {
  const items: Item[] = [];
  let cursor: string | null = null;
  for (let read = 0; read < pages && (read === 0 || cursor !== null); read += 1) {
    const page: Page<Item> = await readPage(cursor, signal);
    items.push(...page.items);
    cursor = page.nextCursor;
  }
  // What moved between two pages while they were read stands in both.
  return { items: [...new Map(items.map((item) => [item.id, item])).values()], hasMore: cursor !== null };
}
