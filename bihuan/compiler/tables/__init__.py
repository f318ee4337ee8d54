"""Task tables: 序号, 工作任务, 牵头单位, 责任单位, 完成时限, one clause per row."""
