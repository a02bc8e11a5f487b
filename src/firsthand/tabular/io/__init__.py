"""Reading tables from files: text of any form, worksheets, Parquet."""
